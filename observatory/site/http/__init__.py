"""What belongs to HTTP: the class of pages, the page cache, error pages, feeds, sitemaps, robots.txt, middleware."""
