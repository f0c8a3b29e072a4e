"""Create the groups curator, reviewer and administrator, or bring their permissions up to date."""

from django.core.management.base import BaseCommand

from observatory.publishing.roles import make_roles


class Command(BaseCommand):
    help = (
        "Create the groups curator, reviewer and administrator, or bring their permissions up to date. Safe to repeat."
    )

    def handle(self, *args, **options):
        for name, count in make_roles().items():
            self.stdout.write(f"{name}: {count} permissions")
