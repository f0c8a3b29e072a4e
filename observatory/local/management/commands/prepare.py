"""Bring database, static files and translations up to date; with --demo, fill an empty database too."""

import compileall
import hashlib
import json
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from observatory.local.environment import VAR, describe_environment_error, read_or_create_secret
from observatory.local.translations import compile_catalogues
from observatory.operations.migration_checks import explain_unknown_migrations, unknown_migrations
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import ADMINISTRATOR, CURATOR, REVIEWER
from observatory.records.models import Record

PASSWORD_FILE = VAR / "demo_password"
CONNECTING = {"dbname", "user", "password", "host", "port", "sslmode", "options"}
READING = [settings.BASE_DIR / "observatory" / "monitoring" / "reading", settings.BASE_DIR / "observatory" / "text"]
STATIC_STAMP = ".made-from"


class Command(BaseCommand):
    """Each step first checks whether there is anything to do, so a second start takes seconds."""

    help = (
        "Run migrations, collect static files, compile translations and the code of the reading processes. With "
        "--demo, also load the demo data and create demo accounts."
    )
    requires_system_checks = ()  # some use the database, before we can report in one line that it is unreachable

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--demo", action="store_true", help="also load and publish the demo data and create one account per role"
        )
        which.add_argument("--database-only", action="store_true", help="only migrate")
        which.add_argument("--files-only", action="store_true", help="only what is made from files")

    def handle(self, *, demo: bool, database_only: bool, files_only: bool, **options: object) -> None:
        files = [self.collect_static_files, self.compile_translations, self.compile_reading]
        database = [self.reach_servers, self.migrate, self.make_roles]
        content = [self.load_seed, self.make_accounts] if demo else []
        try:
            for step in files if files_only else database if database_only else [*database, *files, *content]:
                step()
        except (DatabaseError, OSError) as error:
            raise CommandError(describe_environment_error(error)) from None

    def reach_servers(self) -> None:
        """Connect to the servers without the pool, which hides the reason of a failure behind a timeout."""
        known = {name: value for name, value in connection.get_connection_params().items() if name in CONNECTING}
        try:
            psycopg.connect(**known, connect_timeout=10).close()
        except psycopg.OperationalError as error:
            raise CommandError(
                f"The database cannot be reached: {describe_environment_error(error)} Check DATABASE_URL."
            ) from None
        try:
            cache.ping()
        except (RedisError, OSError) as error:
            raise CommandError(
                f"Redis cannot be reached: {describe_environment_error(error)} Check REDIS_URL."
            ) from None

    def migrate(self) -> None:
        """Apply the migrations that the database lacks."""
        if unknown := unknown_migrations():
            raise CommandError(explain_unknown_migrations(unknown))
        executor = MigrationExecutor(connection)
        if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Database: applying {len(waiting)} migrations ...")
            call_command("migrate", interactive=False, verbosity=0)
        self.say("Database: up to date.")

    def make_roles(self) -> None:
        """Create or update the groups and their permissions every time: a migration may have added models."""
        make_roles()

    def collect_static_files(self) -> None:
        """Collect static files if a source file has changed: compressing takes ten seconds."""
        if settings.STATIC_FROM_SOURCE:
            return
        stamp, wanted = Path(settings.STATIC_ROOT) / STATIC_STAMP, _fingerprint_of_static_files()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self.say("Static files: collecting and compressing, about ten seconds ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted)

    def compile_translations(self) -> None:
        for path in compile_catalogues(settings.LOCALE_PATHS):
            self.say(f"Translations: compiled {path.relative_to(settings.BASE_DIR)}.")

    def compile_reading(self) -> None:
        """Compile the code of the reading processes. They may not write files, so they would do it at each start."""
        for folder in READING:
            compileall.compile_dir(folder, quiet=2)

    def load_seed(self) -> None:
        if not Record.objects.exists():
            self.say("Catalogue: loading and publishing the demo data ...")
            call_command("load_catalogue", publish=True, verbosity=0)
        self.say(f"Catalogue: {Record.objects.count()} records.")

    def make_accounts(self) -> None:
        """Create one account per role, with one random password for all. It is printed once, when the first account is
        created."""
        password = read_or_create_secret(PASSWORD_FILE, length=12)
        made = [role for role in (CURATOR, REVIEWER, ADMINISTRATOR) if _make_demo_account(role, password)]
        if made:
            self.say(f"Accounts: {', '.join(made)}; password: {password} (kept in {PASSWORD_FILE}).")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _make_demo_account(role: str, password: str) -> bool:
    """Create the account of a role for the demo site; return whether it was missing."""
    users = get_user_model().objects
    if users.filter(username=role).exists():
        return False
    user = users.create_user(role, password=password, is_staff=True, is_superuser=role == ADMINISTRATOR)
    user.groups.add(Group.objects.get(name=role))
    return True


def _fingerprint_of_static_files() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.append((name, status.st_size, status.st_mtime_ns))
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()
