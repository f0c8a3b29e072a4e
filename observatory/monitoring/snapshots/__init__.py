"""Stored snapshots: when they are deleted, their export as WARC, and the search index of their texts."""
