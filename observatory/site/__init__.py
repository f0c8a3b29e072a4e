"""The public pages, in English and Chinese."""
