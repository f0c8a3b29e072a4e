"""What is read on request, outside of a run: a file that is attached to a source, or a single address."""
