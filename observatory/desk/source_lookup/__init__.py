"""Looking up a new source: by DOI, ISBN, arXiv number or address, or in pasted references, before it is made."""
