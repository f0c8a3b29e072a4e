"""The public API, read from entries, versions and sources. The addresses are wired in observatory/api.py."""
