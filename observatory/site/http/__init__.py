"""What belongs to HTTP: kept pages, feeds, sitemaps, robots.txt, middleware."""
