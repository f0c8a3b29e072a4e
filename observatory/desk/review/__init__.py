"""The review of a record, statement by statement: publish, schedule, return; what is scheduled; links for experts."""
