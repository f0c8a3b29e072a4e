"""What is counted and searched: the facets and the search vector of an entry, written when it is published."""
