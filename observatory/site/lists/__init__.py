"""Lists and searches: the query string, the rows, the filters, lists as of a day."""
