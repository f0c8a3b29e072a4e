"""The public data as flat tables: their columns, how their rows are read, the files they are written to."""
