"""The page of one record: statements with their evidence, relations, the graph around it, how to report an error."""
