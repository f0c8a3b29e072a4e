"""Pure functions on text: normal forms, tokens, search terms, web addresses, networks. Imports no other package of the
project."""
