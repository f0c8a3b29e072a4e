"""Where benchmarks run: on servers of their own, or on a database that has the generated entries already."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `benchmark_environment` reads."""
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="folder for the database, kept for the next run")
    parser.add_argument(
        "--use", action="store_true", help="measure in DATABASE_URL, which has the entries; REDIS_URL is emptied"
    )


@contextmanager
def benchmark_environment(options: argparse.Namespace, name: str) -> Iterator[None]:
    """Set the variables of the settings while the block runs. Unless `options.use`, servers are started for it, and
    their data removed afterwards but for those in the folder `options.keep`."""
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"observatory-{name}-")))
        if not options.use:
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("REDIS_URL", None)
            set_missing_variables(stack.enter_context(embedded_services(folder.resolve() / "services", durable=False)))
        set_missing_variables(local_defaults(folder) | {"STATIC_FROM_SOURCE": "true", "LOG_LEVEL": "ERROR"})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
        yield


def prepare_entries(options: argparse.Namespace) -> None:
    """Load the generated entries. Exits where a database that was given has other ones: loading empties it."""
    from observatory.publishing.models import Entry
    from tests.benchmarks.search import load

    if not options.use:
        load.load(options.entries)
    elif (present := Entry.objects.count()) != options.entries:
        raise SystemExit(f"DATABASE_URL has {present} entries, not {options.entries}.")
