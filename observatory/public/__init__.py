"""What the site, the API and the files ask of the public catalogue; below all three."""
