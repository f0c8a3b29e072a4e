"""The review of what is published, statement by statement: publish, schedule, return; what waits; links for experts."""
