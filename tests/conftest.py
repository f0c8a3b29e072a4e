"""Services and Django for every test: a PostgreSQL and a Redis of the run's own, unless the environment names some.

This happens when the file is imported, because conftest files further down import models.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from observatory.frame_stack import with_room
from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables
from observatory.local.translations import compile_catalogues
from tests.emptying import empty_used_tables
from tests.template import drop_template, make_template, template_in_the_making

if TYPE_CHECKING:
    from tests.kept import Layers

CLEANUP = ExitStack()
run_test = with_room(runtestprotocol)
# An example that takes long is no fault: the machine is busy, or a dictionary is loaded for the first time.
hypothesis.settings.register_profile("observatory", deadline=None)
hypothesis.settings.load_profile("observatory")
LAYERS = pytest.StashKey["Layers"]()
# Chromium without its windows: a fresh context takes a fifth of the processor time.
HEADLESS = "chromium-headless-shell"
NO_CHROMIUM = "No Chromium was found: install one (Debian: apt-get install chromium) or name it (CHROMIUM=/path/to/it)."


def prepare_environment() -> None:
    """Workers of pytest-xdist inherit what the first process sets, and take a Redis database each.

    Emptying the cache empties a whole database, and must not empty that of the test beside it.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={1 + int(worker.removeprefix('gw'))}"
    else:
        folder = Path(tempfile.mkdtemp(prefix="observatory-tests-"))
        CLEANUP.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ |= {"STATE_DIR": str(folder), "STATIC_FROM_SOURCE": "true"}
        set_missing_variables(local_defaults(folder))
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            set_missing_variables(CLEANUP.enter_context(embedded_services(folder / "services", durable=False)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Workers copy one migrated database. A process on its own migrates, and so does one that keeps its database."""
    if "PYTEST_XDIST_WORKER" not in os.environ or (django_db_keepdb and not django_db_createdb):
        yield
        return
    folder = Path(os.environ["STATE_DIR"])
    with django_db_blocker.unblock():
        # The copy lacks nothing, as a walk through the migrations finds out. It cannot be left out ("MIGRATE": False):
        # without migrations Django cannot build the proxies of many-to-many tables, which the history tracks.
        connection.settings_dict["TEST"] |= {"TEMPLATE": make_template(folder)}
    yield
    with django_db_blocker.unblock():
        drop_template(folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium the browser tests drive; without one they are skipped, or fail where one is required."""
    found = find_chromium()
    if not found and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(NO_CHROMIUM)
    return found or pytest.skip(NO_CHROMIUM)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The language of a test's last request stays active after it."""
    with override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    """No test is answered with a page that another one made: their catalogues may have the same last publication."""
    caches["pages"].clear()


@pytest.fixture
def _layers(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the rows that a test shares with its neighbours, before the savepoint in which the test works."""
    layers: Layers = request.config.stash[LAYERS]
    layers.make(layers.names(request.node), django_db_blocker)
    yield
    layers.leave(request.node)


@pytest.fixture
def _django_db_helper(_layers: None, _django_db_helper: None) -> None:
    """What `db` and its like are made of in pytest-django; the rows shared with other tests come first."""


@pytest.fixture
def kept_roles(request: pytest.FixtureRequest, db: None) -> Any:
    """The three groups of `make_roles`, made once for the tests of a file that ask for them in a row."""
    return request.config.stash[LAYERS].value("kept_roles")


@pytest.fixture
def kept_world(request: pytest.FixtureRequest, db: None) -> Any:
    """The catalogue of `make_world`, made once for the tests of a file that ask for it in a row."""
    return request.config.stash[LAYERS].value("kept_world")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room for the frames of Django: it saves a quarter of the time."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    run_test(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_collection_finish() -> None:
    """What is loaded by now is never garbage: the collector need not look through it at each turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.config.stash[LAYERS].undo_others(item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    item.config.stash[LAYERS].next = nextitem


def pytest_configure(config: pytest.Config) -> None:
    from tests.kept import Layers  # it imports models, which need the settings below

    config.stash[LAYERS] = Layers()


@pytest.fixture
def no_redis(settings) -> None:
    """Redis is away: nobody listens where the cache is looked for."""
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": away}
    settings.REDIS_URL = away["LOCATION"]


def find_chromium() -> str | None:
    """The program CHROMIUM names, or the first known one of this machine."""
    chromes = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    names = [os.environ.get("CHROMIUM"), HEADLESS, *chromes]
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Let no worker inherit the name of the settings: it would load them before it names its own Redis database."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if not config.getvalue("reuse_db") or config.getvalue("create_db"):
        CLEANUP.enter_context(template_in_the_making(Path(os.environ["STATE_DIR"])))


def pytest_report_header() -> str:
    return f"browser tests: {find_chromium() or 'SKIPPED. ' + NO_CHROMIUM}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not find_chromium():
        terminalreporter.write_line(f"The browser tests did not run. {NO_CHROMIUM}", yellow=True)


def pytest_unconfigure() -> None:
    CLEANUP.close()


prepare_environment()
django.setup()
TransactionTestCase._fixture_teardown = empty_used_tables
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes half a second
if "PYTEST_XDIST_WORKER" not in os.environ:
    compile_catalogues(settings.LOCALE_PATHS)  # documents and pages speak Chinese too
