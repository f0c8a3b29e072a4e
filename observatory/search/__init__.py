"""Search over entries: queries, ranking, facets, suggestions, and the filters of lists."""
