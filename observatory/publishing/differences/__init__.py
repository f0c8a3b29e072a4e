"""Differences between two documents, and edits of the working copy: which there are, and how they read in words."""
