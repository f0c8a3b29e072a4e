"""How long a curator waits who saves a source with 300 citations: `python -m tests.benchmarks.quotes_on_save`.

The production path (`check_citations`: read the stored text, start a reading process, look for all quotes, write the
sightings, answer) against an embedded PostgreSQL, on a generated document of 20 pages in English and Chinese. Of the
quotes all stand; or a third stands, a third was altered and a third is nowhere; or all were looked for before.
Elapsed time, and processor time of the web process and its reading process, each the best of five.
"""

import os
import random
import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables

QUOTES, PAGES, TIMES = 300, 20, 5


def main() -> None:
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
        start = time.process_time()
        sum(range(1_000_000))
        print(f"a million additions: {(time.process_time() - start) * 1_000:.0f} ms")
        measure("all stand", prepare(altered=False), again=False)
        mixed = prepare(altered=True)
        measure("a third each stands, was altered, is nowhere", mixed, again=False)
        measure("looked for before", mixed, again=True)


def prepare(*, altered: bool) -> list[int]:
    """Make a source with a stored text and citations; return the primary keys of these."""
    import gzip

    from django.utils import timezone

    from initiatives.models import Initiative
    from observatory.monitoring.models import Body, Snapshot, Watch
    from observatory.sources.models import Citation, Location, Source
    from tests.benchmarks.quotes import document, quotes

    rng, now = random.Random(7), timezone.now()
    read = document(rng, PAGES)
    selectors = quotes(rng, read, QUOTES * 3 if not altered else QUOTES)
    if not altered:
        selectors = selectors[::3]
    name = "mixed" if altered else "standing"
    source = Source.objects.create(key=name, type="webpage", title_en="A page")
    location = Location.objects.create(source=source, url=f"https://{name}.example.org/", role="original")
    body = Body.objects.create(sha256=("b" if altered else "a") * 64, size=1, stored_size=1)
    snapshot = Snapshot.objects.create(
        location=location,
        body=body,
        taken_at=now,
        url=location.url,
        http_status=200,
        packed=gzip.compress(read.pack()),
    )
    Watch.objects.create(location=location, snapshot=snapshot, next_check_at=now)
    record = Initiative.objects.create(slug=name, title_en="A plan", title_zh_hans="计划", initiative_type="plan")
    rows = Citation.objects.bulk_create(
        Citation(
            record=record,
            field="launched",
            source=source,
            locator=str(number),
            quote=selector.exact,
            prefix=selector.prefix,
            suffix=selector.suffix,
        )
        for number, selector in enumerate(selectors)
    )
    return [row.pk for row in rows]


def measure(name: str, citations: list[int], *, again: bool) -> None:
    from observatory.monitoring.models import Sighting
    from observatory.monitoring.quotes.quotes_in_stored_texts import check_citations

    elapsed, processor, states = [], [], []
    for _ in range(TIMES):
        if not again:
            Sighting.objects.all().delete()
        spent, start = processor_time(), time.perf_counter()
        checked = check_citations(citations=citations)
        elapsed.append(time.perf_counter() - start)
        processor.append(processor_time() - spent)
        states = [str(each.sighting.state) for each in checked if each.sighting]
    found = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    print(
        f"{len(citations)} quotes, {name}: {min(elapsed):.2f} s elapsed, {min(processor):.2f} s of processor ({found})",
        flush=True,
    )


def processor_time() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
