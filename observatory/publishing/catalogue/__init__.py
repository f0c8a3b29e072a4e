"""Catalogues in files: read, checked as a whole, compared with the database, written in one transaction.

`files` turns YAML into plain values with line numbers; `shapes` says which keys may stand where;
`wanted` makes states of them; `stored` reads the same states from the database; `decisions` compares;
`apply` writes; `load` is the whole way. The format is described in docs/catalogue-format.md.
"""
