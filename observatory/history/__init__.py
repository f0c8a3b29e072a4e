"""History of the working copy: every edit of records, sources and terms; undo of a step and restore."""
