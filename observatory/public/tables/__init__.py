"""The public data as flat tables: their columns, how their rows are read, their file formats."""
