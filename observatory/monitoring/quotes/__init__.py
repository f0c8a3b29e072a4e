"""Cited quotes: which are looked for and where, the search in stored texts, and what a sighting means."""
