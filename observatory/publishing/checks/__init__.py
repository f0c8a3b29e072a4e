"""Checks of records before they are published: rules with a code, a severity and a remedy, registered like types.

`check_registry` says what a check is and runs them; `record_rules` and `item_rules` are those that read documents
alone; `findings` reads what they need. Checks that need more, such as the sightings of quotes, register themselves
where that is known.
"""
