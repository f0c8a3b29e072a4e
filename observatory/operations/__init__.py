"""Operation of a running site: liveness, readiness of its components, and metrics."""
