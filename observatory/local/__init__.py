"""Running the site on one machine: embedded PostgreSQL and Valkey, and the programs behind `make run`."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent  # the folder of the repository
