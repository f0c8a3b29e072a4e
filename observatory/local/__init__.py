"""Running the site on one machine: embedded PostgreSQL and Valkey, and the programs behind `make run`."""
