"""Catalogues in files: read, checked as a whole, compared with the database, written in one transaction.

`files` converts YAML to plain values with line numbers; `shapes` defines which keys are allowed where; `wanted`
converts them to states; `stored` reads the same states from the database; `decisions` compares; `apply` writes; `load`
runs all of them. The format is described in docs/catalogue-format.md.
"""
