"""Records of every type, their relations, names, milestones and identifiers; vocabularies; the registry of types."""
