"""`manage.py send_notices`: write and send the notices that are due, or show what would be sent."""

from django.conf import settings
from django.core.management.base import BaseCommand

from observatory.notifications import alarms, digests, follow_news, outbox
from observatory.notifications.models import Mail
from observatory.notifications.webhooks import deliveries, events


class Command(BaseCommand):
    help = (
        "Write the mails that are due (immediate notices, digests, news for readers), send what waits in the outbox,"
        " and deliver to webhooks. Beat does this every minute; run it by hand to see whether mail works, or without"
        " beat from cron. It may run beside the workers: every mail is sent once. Nothing new, nothing sent: a person"
        " gets mail only if they asked for it on the page “My notices” of the admin."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show who would get what, also of digests that are not due yet; write and send nothing",
        )

    def handle(self, *args, dry_run: bool, **options) -> None:
        where = f"files in {settings.MAIL_FOLDER} (EMAIL_URL is not set)"
        self.stdout.write(f"Mails go to {where if settings.MAIL_TO_FILES else settings.EMAIL_HOST}.")
        for name, write in (
            ("Immediate notices", lambda: alarms.write_alarms(dry_run=dry_run)),
            ("Digests", lambda: digests.write_digests(dry_run=dry_run, whoever=dry_run)),
            ("News for readers", lambda: follow_news.write_news(dry_run=dry_run, whoever=dry_run)),
        ):
            self._show(name, write())
        if dry_run:
            self.stdout.write(
                f"In the outbox: {Mail.objects.filter(state=Mail.State.WAITING).count()}. Nothing was sent."
            )
            return
        counts = outbox.send_due()
        self.stdout.write(
            "Outbox: {sent} sent, {later} to be tried again, {refused} refused, {failed} given up.".format(**counts)
        )
        written = events.collect_events()
        self.stdout.write(f"Webhooks: {written} new deliveries, {deliveries.deliver_due()} tried.")

    def _show(self, name: str, rows: list[str]) -> None:
        self.stdout.write(f"{name}: {len(rows)}")
        for row in rows:
            self.stdout.write(f"  {row}")
