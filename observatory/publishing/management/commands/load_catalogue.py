"""Load catalogue files into the database, and publish them if asked."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.problems import Refused
from observatory.publishing.catalogue.report import LOADED, Report


class Command(BaseCommand):
    help = (
        "Load vocabularies, sources and records from YAML files (docs/catalogue-format.md). All or nothing:"
        " a bad file is refused with every problem listed. Loading twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file or folder; default: fixtures/")
        parser.add_argument("--publish", action="store_true", help="publish what was loaded")
        parser.add_argument("--check", action="store_true", help="do everything, then undo it: a dry run")
        parser.add_argument(
            "--overwrite", action="store_true", help="also replace what a curator edited since the last load"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="who answers for it; default: the operator, without a name"
        )
        parser.add_argument("--reason", default=LOADED, help="why; readers see it with each version")

    def handle(self, *, paths, publish, check, overwrite, by, reason, verbosity, **options):
        if publish and not reason.strip():
            raise CommandError("Give a reason: readers are shown it with each version.")
        try:
            report = load(
                paths=paths or [settings.BASE_DIR / "fixtures"],
                by=_user(by),
                reason=reason,
                publish=publish,
                check=check,
                overwrite=overwrite,
                say=self.stdout.write if verbosity else lambda line: None,
            )
        except Refused as refused:
            lines = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"Nothing was loaded. Mend this first:\n{lines}") from None
        except ProgrammingError as error:
            raise CommandError(
                f"The database lacks a table or column: run manage.py migrate first.\n  {error}"
            ) from None
        if verbosity:
            self._tell(report, check)

    def _tell(self, report: Report, check: bool) -> None:
        for kind, counts in report.counts.items():
            self.stdout.write(f"{kind}: {counts}")
        for handle in report.edited:
            self.stdout.write(
                self.style.WARNING(f"{handle}: edited since the last load, left alone (--overwrite replaces it)")
            )
        for handle in report.withdrawn:
            self.stdout.write(self.style.WARNING(f"{handle}: withdrawn, not published"))
        if check:
            self.stdout.write("Dry run: nothing was written.")


def _user(username: str | None):
    if username is None:
        return None
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(username)
    except model.DoesNotExist:
        raise CommandError(f"There is no user “{username}”.") from None
