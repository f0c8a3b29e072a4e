"""Pure functions on text: normal forms, search terms, URLs, networks. They import no other package of the project."""
