"""From working records to public ones: versions, entries, publish and withdraw, roles and workflow."""
