"""What pages about the whole catalogue show: coverage, changed statements and sources, and charts by year."""
