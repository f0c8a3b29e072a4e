"""Template tags of the desk: who has a row, and the comments on a record."""
