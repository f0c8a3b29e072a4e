"""Lists of references as files: BibTeX, RIS, CSL-JSON."""

from collections.abc import Iterable, Iterator

import orjson

from observatory.sources.references.items import Item
from observatory.sources.references.writers import write_bibtex, write_ris

WRITTEN_FORMS = ("bibtex", "ris", "csl-json")


def write_references(items: Iterable[Item], form: str) -> Iterator[str]:
    """Yield a file with references in one of `WRITTEN_FORMS`, in pieces."""
    if form == "csl-json":
        start = "[\n"
        for item in items:
            yield start + orjson.dumps(item).decode()
            start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"
        return
    write, between = (write_bibtex, "\n") if form == "bibtex" else (write_ris, "\r\n")
    for item in items:
        yield write(item) + between
