"""The observatory: kernel, wiring and public site."""

__version__ = "0.1.0"
