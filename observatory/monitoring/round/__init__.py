"""One run of the monitor: claim locations, visit each host in turn, write what was found."""
