"""The observatory: kernel, wiring and public site."""
