"""Every command in the README, in docs/ and in a `--help` exists, takes the options it is shown with, and runs.

What a test cannot run (a site that stays up, a container, a question at the terminal) is in `NOT_RUN` with the reason.
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.db import transaction

from observatory.publishing.catalogue.load import load
from observatory.sources.models import Location
from tests.benchmarks.monitor import peers
from tests.fixtures_catalogue import small
from tests.monitoring.sites import read_here
from tests.our_apps import OUR_PACKAGES

ROOT = settings.BASE_DIR
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_MANAGE = re.compile(r"(?:python3? )?manage\.py ([a-z_]+)((?:[^`#|\n]|\\\n)*)")
_MODULE = re.compile(r"python3? -m ([a-z_.]+)((?:[^`#|\n]|\\\n)*)")
_MAKE = re.compile(r"(?:^|`|&& )make ([a-z-]+)", re.MULTILINE)
# How a placeholder of a usage line is filled in.
FILLED = {"N": "0", "NAME": "curator", "KEY": "Daily 2023", "URL": "https://example.org/plan", "T": "text/html"}

NOT_RUN = {
    "import_table": "needs a file; run in tests/exchange/test_commands.py",
    "attach_file": "needs a file; run in tests/monitoring/test_attachments.py",
    "export_warc": "needs a snapshot; run in tests/monitoring/test_keeping.py",
    "makemessages": "needs GNU gettext; what it reads: tests/local/test_jinja_messages.py",
    "check": "Django's own; the lint step runs it on production settings",
    "createsuperuser": "Django's own; asks at the terminal",
    "changepassword": "Django's own; asks at the terminal",
    "shell": "Django's own; the code it is given is run by its own test",
}


def texts() -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all that tells people which commands to type."""
    for path in PAGES:
        yield path.name, path.read_text(encoding="utf-8")
    for name, app in get_commands().items():
        if app.startswith(OUR_PACKAGES):
            yield f"{name} --help", str(load_command_class(app, name).help)
    for path in sorted((ROOT / "tests" / "benchmarks").glob("*/run.py")):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8").split('"""')[1]


def documented(pattern: re.Pattern) -> list[tuple[str, str]]:
    """Return the distinct (command, arguments) that the texts show."""
    found = set()
    for _, text in texts():
        for match in pattern.finditer(text):
            line = match[2].replace("\\\n", "").strip()
            found.add((match[1], re.split(r"  |\(| && | > | < ", line)[0].strip(" .,;:&)")))  # without what explains it
    return sorted(found)


def arguments(shown: str, folder) -> list[str]:
    """Return the arguments of a shown command line, its placeholders filled in; optional ones are given too."""
    words = shlex.split(re.sub(r"[\[\]]|\.\.\.", "", shown))
    files = {"FOLDER": folder / "out", "FILE": folder / "list.txt", "PATH": folder / "in", "OLD": folder / "old.html"}
    files |= {
        "fixtures/vocabularies": ROOT / "fixtures" / "vocabularies",
        "BEFORE": folder / "old.html",
        "AFTER": folder / "new.html",
    }
    files |= {"NEW": folder / "new.html", "before.html": folder / "old.html", "after.html": folder / "new.html"}
    files |= {"a": folder / "old.html", "b": folder / "new.html", "old.pdf": folder / "old.html"}
    files |= {"new.pdf": folder / "new.html", "pairs.jsonl": folder / "pairs.jsonl"}
    files |= {"quotes.jsonl": folder / "quotes.jsonl", "documents": folder}
    return [str(files.get(word, FILLED.get(word, word))) for word in words]


@pytest.fixture
def folder(tmp_path):
    """Files for the placeholders."""
    small.write(tmp_path / "in")
    (tmp_path / "list.txt").write_text("")
    (tmp_path / "old.html").write_text("<html><body><p>Article 1. It applies until 2030.</p></body></html>")
    (tmp_path / "new.html").write_text("<html><body><p>Article 1. It applies until 2031.</p></body></html>")
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    (tmp_path / "pairs.jsonl").write_text(f'{{"id": "1", "before": "{old}", "after": "{new}"}}\n')
    quote = {"id": "1", "document": "new.html", "content_type": "text/html", "exact": "It applies until 2031."}
    (tmp_path / "quotes.jsonl").write_text(json.dumps(quote) + "\n")
    return tmp_path


@pytest.fixture(scope="class")
def _catalogue(tmp_path_factory, django_db_setup, django_db_blocker):
    """A small catalogue, loaded once: each test works in a savepoint on top of it."""
    folder = tmp_path_factory.mktemp("catalogue")
    small.write(folder)
    with django_db_blocker.unblock(), transaction.atomic():
        load(paths=[folder], by=None, reason="test")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def run_as_shown(folder, monkeypatch):
    """Run a command as it is shown; files are read in this process."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", (folder / "quotes.jsonl").open())
    read_here(monkeypatch)
    return lambda name, shown: call_command(name, *arguments(shown, folder), stdout=io.StringIO(), stderr=io.StringIO())


COMMANDS = [row for row in documented(_MANAGE) if row[0] not in NOT_RUN]
VISITING = [row for row in COMMANDS if row[0] == "check_sources"]
OTHERS = [row for row in COMMANDS if row[0] != "check_sources"]


def test_every_command_of_ours_is_documented():
    ours = {name for name, app in get_commands().items() if app.startswith(OUR_PACKAGES)}
    assert ours - {name for name, _ in documented(_MANAGE)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "shown"), VISITING, ids=[f"{name} {shown}".strip() for name, shown in VISITING])
def test_a_documented_visit_runs_as_shown(run_as_shown, name, shown):
    """Without a catalogue, because its pages would be asked for."""
    assert not Location.objects.exists()
    run_as_shown(name, shown)


@pytest.mark.django_db
@pytest.mark.usefixtures("_catalogue")
class TestWithACatalogue:
    @pytest.mark.parametrize(("name", "shown"), OTHERS, ids=[f"{name} {shown}".strip() for name, shown in OTHERS])
    def test_a_documented_command_runs_as_shown(self, run_as_shown, name, shown):
        run_as_shown(name, shown)


def test_documented_make_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {match[1] for _, text in texts() for match in _MAKE.finditer(text)} <= targets


@pytest.mark.django_db
def test_code_that_the_documentation_gives_to_the_shell_runs():
    code = re.compile(r'manage\.py shell -c "((?:[^"]|\\\n)*)"')
    shown = [match[1].replace("\\\n", "") for _, text in texts() for match in code.finditer(text)]
    assert len(shown) > 1
    for text in shown:
        call_command("shell", command=text, verbosity=0)


MODULES = documented(_MODULE)


@pytest.mark.parametrize(("module", "shown"), MODULES, ids=[f"{module} {shown}".strip() for module, shown in MODULES])
def test_a_documented_module_exists_and_knows_its_options(module, shown):
    assert find_spec(module) is not None
    options = set(re.findall(r"--[a-z-]+", shown))
    if options:
        help_text = subprocess.run(
            [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert {option for option in options if option not in help_text} == set()


# Each benchmark once, on so little that it shows only that it runs to its end.
SMALL = {
    "tests.benchmarks.api.run": ["--entries", "200", "--requests", "5"],
    "tests.benchmarks.monitor.run": ["--latency", "0"],
    "tests.benchmarks.search.run": ["--entries", "500"],
    "tests.benchmarks.server.run": ["--entries", "200", "--seconds", "1"],
    "tests.benchmarks.site.run": ["--entries", "500", "--addresses", "1", "--only", "list"],
}


@pytest.mark.slow
@pytest.mark.timeout(1200)  # 2,000 pages take half a minute on a quiet machine and ten on a crowded one
@pytest.mark.parametrize("module", sorted({module for module, _ in MODULES if module.startswith("tests.benchmarks")}))
def test_a_documented_benchmark_runs_to_its_end(module):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "-m", module, *SMALL[module]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1100,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_other_monitors_are_started_from_a_relative_folder_too(tmp_path, monkeypatch):
    """Each runs in a working directory of its own, where a relative path leads nowhere."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "peers" / "webchanges" / "bin" / "webchanges"
    program.parent.mkdir(parents=True)
    program.touch()
    assert peers.install("webchanges", Path("peers")) == program
