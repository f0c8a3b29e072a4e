"""The observatory: settings, URLs, the web server, the cache and the other wiring that belongs to no package."""

__version__ = "0.1.0"
