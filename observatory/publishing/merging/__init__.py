"""Merge two records or two sources: what a curator chooses, what moves to the other, and how a merge is undone."""
