"""Pages about the whole catalogue: coverage, places side by side, changed sources, charts and the graph."""
