"""Load catalogue files into the database, and publish them if asked."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import LOADED, Refused, Report
from observatory.publishing.models import PublishedLocation, PublishedSource
from observatory.publishing.publication_refusals import ChecksFailed, OwnEdits
from observatory.text.bilingual_text import localised


class Command(BaseCommand):
    help = (
        "Load vocabularies, sources and records from YAML files (docs/catalogue-format.md). If one file "
        "has errors, all problems are listed and nothing is loaded. Loading twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="file or folder to load; default: fixtures/"
        )
        parser.add_argument("--publish", action="store_true", help="publish what was loaded")
        parser.add_argument("--check", action="store_true", help="dry run: check everything, write nothing")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also overwrite records that a curator has edited since the last load",
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="user to record as responsible; default: none (recorded as the operator)"
        )
        parser.add_argument("--reason", default=LOADED, help="reason, shown to readers with each version")

    def handle(self, *, paths, publish, check, overwrite, by, reason, verbosity, **options):
        if publish and not reason.strip():
            raise CommandError("Give a reason. It is shown to readers with each version.")
        try:
            report = load(
                paths=paths or [settings.BASE_DIR / "fixtures"],
                by=_user_of_load(by),
                reason=reason,
                publish=publish,
                check=check,
                overwrite=overwrite,
                say=self.stdout.write if verbosity else lambda line: None,
            )
        except Refused as refused:
            lines = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"Nothing was loaded. Fix these problems first:\n{lines}") from None
        except ChecksFailed as refused:
            lines = "\n".join(f"  {line}" for line in _findings(refused))
            raise CommandError(
                "Nothing was loaded. Checks that must pass before publication (PUBLICATION_BLOCKED_BY) found"
                f" something. Correct it, or load without --publish:\n{lines}"
            ) from None
        except OwnEdits as refused:
            raise CommandError(
                f"Nothing was loaded: “{by}” edited {len(refused.titles)} of these records, and somebody else has to"
                " publish them (FOUR_EYES). Name another user, or load without --publish."
            ) from None
        except ProgrammingError as error:
            raise CommandError(
                f"The database is missing a table or column. Run manage.py migrate first.\n  {error}"
            ) from None
        if publish and not check:
            _analyze_published_sources()
        if verbosity:
            self._tell(report, check)

    def _tell(self, report: Report, check: bool) -> None:
        """Write the report of a load of catalogue files."""
        for kind, counts in report.counts.items():
            self.stdout.write(f"{kind}: {counts}")
        for handle in report.edited:
            self.stdout.write(
                self.style.WARNING(f"{handle}: skipped: edited since the last load (use --overwrite to replace it)")
            )
        for handle in report.withdrawn:
            self.stdout.write(self.style.WARNING(f"{handle}: withdrawn, not published"))
        if report.other_ids:
            self.stdout.write(
                f"{report.other_ids} citations were public under other ids than in the files and keep them"
            )
        if check:
            self.stdout.write("Dry run: nothing was written.")


def _findings(refused: ChecksFailed) -> Iterator[str]:
    for key, findings in refused.found.items():
        for each in findings:
            statement = f" ({each.place.statement})" if each.place.statement else ""
            yield f"{localised(refused.titles[key], 'en')}{statement}: {each.check.label}. {each.check.remedy}"


def _analyze_published_sources() -> None:
    """Let PostgreSQL count the published sources. Autovacuum never counts a table of less than 50 rows, and the search
    in stored texts would be planned for one source: it would read every text of each instead of its index."""
    tables = ", ".join(model._meta.db_table for model in (PublishedSource, PublishedLocation))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _user_of_load(username: str | None):
    """Return the user who answers for the load, None for the operator. Raises CommandError."""
    if username is None:
        return None
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(username)
    except model.DoesNotExist:
        raise CommandError(f"There is no user “{username}”.") from None
