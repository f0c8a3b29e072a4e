"""Every Python or template file and folder of the program that the documentation names exists."""

import re

import pytest

from observatory.local import PROJECT

# Of decisions that were replaced, benchmarks and findings, names may be of their time.
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
PAGES = [page for page in PAGES if page.stem not in ("decisions", "benchmarks", "seed-findings")]
# `observatory/site/urls.py`, `site/views/`, `noise.py`; not `changes/`, which is a URL of the API.
PATH = re.compile(r"`((?:[a-z0-9_]+/)*[a-z0-9_]+\.(?:py|html)|(?:observatory|site|public|monitoring)/[a-z0-9_/]*/)`")
STANDING_FOR = {"urls.py", "models.py", "api.py", "admin.py", "apps.py"}  # a file of each record type


def named(page) -> list[str]:
    return [match[1] for match in PATH.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_files_that_a_page_names_exist(page):
    program = PROJECT / "observatory"
    names = [name for name in named(page) if name not in STANDING_FOR]
    missing = [name for name in names if not (PROJECT / name).exists() and not list(program.rglob(name))]
    assert missing == []


def test_paths_are_found_in_the_pages():
    assert len([name for page in PAGES for name in named(page)]) > 50
