"""The evidence screen: the statements of a record beside the stored text of their sources, and verdicts on them."""
