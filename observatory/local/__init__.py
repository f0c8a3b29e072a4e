"""Running the site on one machine: embedded PostgreSQL and Valkey, and the programs behind `make run`."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent  # the folder of the repository
# Its packages at the top level: `observatory`, and every one that is an app, such as those of record types.
PACKAGES = ("observatory", *sorted(path.parent.name for path in PROJECT.glob("*/apps.py")))
