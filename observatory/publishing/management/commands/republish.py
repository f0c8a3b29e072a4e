"""Publish public records anew in the current format of documents."""

from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandError

from observatory.publishing.item_publication import ITEM_TYPES, republish_items
from observatory.publishing.models import Entry
from observatory.publishing.republish import Outcome, public_keys, republish_many


class Command(BaseCommand):
    help = (
        "Publish public records anew where this version of the program would write their documents in another way, "
        "for example after an upgrade that added a fact. The content stays what was published: a record with "
        "unpublished edits is left as it is, and named. Each new document is a version marked “format updated”, by "
        "nobody; histories, lists and feeds do not show it as an edit, mirrors get it from changes/. Sources, official "
        "terms and coverage searches get theirs after the records, unless IDs are given. Records are "
        "done in batches, while the site runs. Interrupted, run it again: what is done is not done twice. "
        "When to run it: docs/operations.md, “Upgrade”. "
        "Examples: `manage.py republish --changed-shape --dry-run` counts; `manage.py republish --changed-shape` "
        "publishes what has another format number, or other parts or facts; `manage.py republish` compares every "
        "document in full, and so publishes labels that were worded anew too."
    )

    def add_arguments(self, parser):
        parser.add_argument("ids", nargs="*", metavar="ID", help="permanent IDs of records; default: all public ones")
        parser.add_argument(
            "--changed-shape",
            action="store_true",
            help="only documents with another format number, other parts or other facts than they would have now",
        )
        parser.add_argument("--dry-run", action="store_true", help="count and list, write nothing")
        parser.add_argument("--batch", type=int, default=100, help="records in one transaction (default: 100)")

    def handle(self, *, ids: list[str], changed_shape: bool, dry_run: bool, batch: int, verbosity: int, **options):
        if batch < 1:
            raise CommandError("--batch must be 1 or more.")
        self._refuse_unknown(ids)
        keys, total = public_keys(ids), Outcome()
        done = 0
        try:
            for start in range(0, len(keys), batch):
                found = republish_many(keys=keys[start : start + batch], changed_shape=changed_shape, dry_run=dry_run)
                total.republished += found.republished
                total.unchanged += found.unchanged
                total.edited += found.edited
                done = min(start + batch, len(keys))
                if verbosity:
                    self.stdout.write(f"{done} of {len(keys)} records; {len(total.republished)} in another format")
        except KeyboardInterrupt:
            self._report(total, dry_run)
            raise CommandError(
                f"Stopped after {done} of {len(keys)} records. Run the same command again to go on."
            ) from None
        self._report(total, dry_run)
        if not ids:
            self._republish_items(dry_run, batch)

    def _republish_items(self, dry_run: bool, batch: int) -> None:
        """Do the same for sources, official terms and coverage searches: from what was published, so none is left."""
        for item_type in ITEM_TYPES:
            keys = list(item_type.current.objects.order_by("pk").values_list("pk", flat=True))
            batches = (keys[start : start + batch] for start in range(0, len(keys), batch))
            done = sum(republish_items(item_type, keys=each, dry_run=dry_run) for each in batches)
            if done:
                verb = "To be republished" if dry_run else "Republished"
                self.stdout.write(f"{verb}: {done} {item_type.model._meta.verbose_name_plural}.")

    def _refuse_unknown(self, ids: Sequence[str]) -> None:
        known = set(Entry.objects.live().filter(public_id__in=ids).values_list("public_id", flat=True))
        if unknown := [each for each in ids if each not in known]:
            raise CommandError(f"No public record has the ID {', '.join(unknown)}.")

    def _report(self, total: Outcome, dry_run: bool) -> None:
        """Write which records were published anew, which not, and why."""
        if total.edited:
            self.stdout.write(
                self.style.WARNING(
                    "Left as they are, because of unpublished edits. Publish these, and they have the new format:"
                )
            )
            rows = Entry.objects.filter(public_id__in=total.edited).order_by("kind", "slug")
            for public_id, kind, slug in rows.values_list("public_id", "kind", "slug"):
                self.stdout.write(self.style.WARNING(f"  {public_id}  {kind} {slug}"))
        verb = "To be republished" if dry_run else "Republished"
        self.stdout.write(
            f"{verb}: {len(total.republished)}. Unchanged: {len(total.unchanged)}."
            f" With unpublished edits: {len(total.edited)}."
        )
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
