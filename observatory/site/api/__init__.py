"""The public API, read from entries, versions and sources. Its URLs are in observatory/api.py."""
