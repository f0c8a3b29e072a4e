"""Tags of the templates of the admin: links that export and import."""
