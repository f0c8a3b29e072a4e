"""The one guarded client of the network: addresses, limits, robots.txt, redirects, errors."""
