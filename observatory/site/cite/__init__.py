"""How to cite a record or a source: reference styles, BibTeX, RIS, CSL-JSON, JSON-LD."""
