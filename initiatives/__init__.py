"""Initiatives: plans, programmes, projects and events."""
