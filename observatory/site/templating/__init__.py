"""Functions that the templates of the public site call: translations, formats, addresses, references."""
