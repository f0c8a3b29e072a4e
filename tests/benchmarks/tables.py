"""How long the review and the import of a table take: `python -m tests.benchmarks.tables [ROWS]`.

The seed and ROWS (500) organisations more; a workbook changes half of them in three cells and adds as many new ones as
the other half, each with names, milestones and vocabularies. Review and import as the admin runs them, against an
embedded PostgreSQL; then the export of all organisations in each form, and its review. Seconds by the clock.
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables


def main(rows: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        os.environ |= {"DJANGO_SETTINGS_MODULE": "observatory.settings", "LOG_LEVEL": "WARNING"}
        set_missing_variables(local_defaults(folder))
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            set_missing_variables(stack.enter_context(embedded_services(folder / "services")))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        start = time.process_time()
        sum(range(1_000_000))
        print(f"a million additions: {(time.process_time() - start) * 1_000:.0f} ms")
        measure(rows)


def measure(rows: int) -> None:
    """Print the seconds of each step."""
    from django.contrib.auth import get_user_model

    from observatory.exchange import import_actions
    from observatory.exchange.files.file_formats import read_file
    from observatory.exchange.files.xlsx_table import write_xlsx
    from observatory.exchange.import_review import review_sheet
    from observatory.exchange.kinds.all_kinds import find_kind
    from observatory.exchange.table_export import FORMS, export_rows

    user = get_user_model().objects.create_user("benchmark")
    import_actions.REVIEWED_AT_ONCE = import_actions.WRITTEN_AT_ONCE = 10 * rows
    kind = find_kind("organisations")
    names = ["title_en", "organisation_type", "jurisdictions", "names", "milestones", "summary_en", "founded"]
    for words, numbers in (("new", range(rows)), ("half changed, half new", range(rows // 2, rows + rows // 2))):
        content = write_xlsx([("t", ["slug", *names], [row(number, words) for number in numbers])]).read()
        with seconds(f"review of {rows} rows, {words} (XLSX)"):
            work = import_actions.upload_table(kind=kind, name="t.xlsx", content=content, by=user)
        print(f"    {work.state} {work.counts}")
        with seconds(f"import of {rows} rows, {words}"):
            work = import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="", by=user)
        print(f"    {work.state}")
    with seconds("undo"):
        import_actions.undo_import(pk=work.pk, by=user)
    for form in FORMS:
        with seconds(f"export of all organisations ({form})"):
            made = export_rows(find_kind("organisations"), form)
            content = made.read() if hasattr(made, "read") else b"".join(made)
        with seconds(f"review of that export ({form})"):
            review = review_sheet(find_kind("organisations"), read_file(content, form))
        print(f"    {review.counts}")


def row(number: int, words: str) -> list[str]:
    return [
        f"benchmark-{number}",
        f"Institute {number} for Science",
        "government",
        "CN; CN-SH",
        f"Inst. {number} | en | abbreviation; 研究所{number} | zh-Hans",
        f"started | 20{number % 20 + 10}-03 | Founded by decree {number}",
        f"A body with many words about its work, {words}. " * 5,
        f"March {2000 + number % 20}",
    ]


@contextmanager
def seconds(what: str):
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
