"""Publish now what was scheduled and is due."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.publishing.models import ScheduledPublication
from observatory.publishing.models.scheduled_publication import SUBJECTS
from observatory.publishing.scheduled_publications import publish_due


def _key(row: ScheduledPublication) -> str:
    """Return the permanent ID of what is published; of what has none, its words."""
    return getattr(row.subject, "public_id", str(row.subject))


class Command(BaseCommand):
    help = (
        "Publish what reviewers scheduled and whose time has come: records, sources, terms and coverage searches. The"
        " scheduler does so every minute; this command is for a site whose scheduler does not run. It may run at the"
        " same time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="list what is due, publish nothing")

    def handle(self, *, dry_run: bool, **options):
        now = timezone.now()
        if dry_run:
            for row in ScheduledPublication.objects.due(now).select_related(*SUBJECTS):
                self.stdout.write(f"due  {_key(row)}  {row.due_at.isoformat()}  {row.subject}")
            return
        for row in publish_due(now=now):
            said = "published" if row.state == ScheduledPublication.State.PUBLISHED else f"refused: {row.refusal}"
            self.stdout.write(f"{_key(row)}  {said}")
        waiting = ScheduledPublication.objects.waiting().count()
        self.stdout.write(f"Waiting for their time: {waiting}.")
