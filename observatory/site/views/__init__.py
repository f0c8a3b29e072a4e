"""Views of the public site. Each translates a request into one query to the catalogue and a template."""
