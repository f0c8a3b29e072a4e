"""From working records to public ones: versions, entries, publish and withdraw, roles and workflow.

The one door to what is public stands here: `record_publication` and `item_publication` with what they lock, refuse and
write, and what calls them later or again (`scheduled_publications`, `republish`). What one opens for its own sake is in
rooms: `documents`, `differences`, `merging`, `checks`, `index`, `facts`, `catalogue`.
"""
