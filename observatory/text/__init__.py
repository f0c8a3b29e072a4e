"""Pure functions on text: normal forms, tokens, search terms, web addresses, networks. Imports nothing of ours."""
