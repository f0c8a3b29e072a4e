"""Publish now what was scheduled and is due."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.publishing.models import ScheduledPublication
from observatory.publishing.scheduling import publish_due


class Command(BaseCommand):
    help = (
        "Publish the records that reviewers scheduled and whose time has come. The scheduler does so every minute;"
        " this command is for a site whose scheduler does not run. It may run at the same time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="list what is due, publish nothing")

    def handle(self, *, dry_run: bool, **options):
        now = timezone.now()
        if dry_run:
            for row in ScheduledPublication.objects.due(now).select_related("record"):
                self.stdout.write(f"due  {row.record.public_id}  {row.due_at.isoformat()}  {row.record}")
            return
        for row in publish_due(now=now):
            said = "published" if row.state == ScheduledPublication.State.PUBLISHED else f"refused: {row.refusal}"
            self.stdout.write(f"{row.record.public_id}  {said}")
        waiting = ScheduledPublication.objects.waiting().count()
        self.stdout.write(f"Waiting for their time: {waiting}.")
