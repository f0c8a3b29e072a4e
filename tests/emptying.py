"""Empty the tables after a test that commits: only those that have rows, where Django truncates all of them."""

from django.db import connection
from django.test import TransactionTestCase

# What `migrate` writes into an empty database. Django's flush empties these too, and writes the same rows again.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_used_tables(case: TransactionTestCase) -> None:
    """Do what TransactionTestCase does after each test. `case` is that of the test."""
    used = used_tables()
    with connection.cursor() as cursor:
        if used:
            cursor.execute("SELECT current_setting('is_superuser') = 'on'")
            if cursor.fetchone()[0]:
                # No trigger runs, and no row that points here is looked for: no row is left in any of these tables.
                deletions = "; ".join(f"DELETE FROM {table}" for table in used)
                cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletions}; COMMIT")
            else:
                cursor.execute(f"TRUNCATE {', '.join(used)} CASCADE")


def used_tables() -> list[str]:
    """Return the quoted names of the tables that have rows, without those that always have some."""
    quote = connection.ops.quote_name
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quote(table)})" for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [quote(table) for (table,) in cursor.fetchall()]
