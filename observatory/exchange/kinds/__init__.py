"""Kinds of tables: record types, sources, relations, citations and official terms.

A kind turns rows into entries of a catalogue, which the loader of catalogue files checks and writes
(`publishing.catalogue`), and turns what the database holds into rows.
"""
