"""Catalogues in files: read, checked as a whole, compared with the database, written in one transaction.

`yaml_files` converts YAML to plain values with line numbers; `file_shapes` defines which keys are allowed where;
`parse_entries` converts them to states; `stored_states` reads the same states from the database; `load_report`
compares; `write_states` writes; `load` runs all of them. The format is described in docs/catalogue-format.md.
"""
