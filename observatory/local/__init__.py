"""What one machine needs and a server does not: embedded PostgreSQL and Valkey, and what runs behind `make run`."""
