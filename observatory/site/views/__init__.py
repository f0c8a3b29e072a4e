"""Views of the public site. Each translates a request into one question to the catalogue and a template."""
