"""Operation of a running site: liveness, readiness of its parts, and metrics."""
