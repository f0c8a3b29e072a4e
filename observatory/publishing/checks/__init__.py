"""Checks of records before they are published: rules with a code, a severity and a remedy, registered like types.

`registry` says what a check is and runs them; `rules` are those that read the document of a record alone; `run` reads
what they need. Checks that need more, such as the sightings of quotes, register themselves where that is known.
"""
