"""Template tags of the desk about merged records and sources."""
