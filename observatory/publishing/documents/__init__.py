"""Public documents: built from working copies, numbered by format and upgraded, with their evidence status."""
