"""The public API (Django REST Framework): views, parameters, renderers, schema."""
