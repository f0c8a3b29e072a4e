"""The monitor: visits every cited address, compares what it reads, and reports changes to curators."""
