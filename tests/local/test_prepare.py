"""What `make run` prepares before it serves."""

from importlib.util import cache_from_source
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from observatory.local.management.commands import prepare
from observatory.monitoring.reading import extract
from observatory.publishing.workflow import PUBLISH_PERMISSION
from tests.factories import InitiativeFactory


@pytest.mark.django_db
def test_the_demo_accounts_may_do_what_their_roles_say(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "PASSWORD_FILE", tmp_path / "demo_password")
    InitiativeFactory()  # not empty, so the seed is not loaded
    call_command("prepare", demo=True)
    accounts = {user.username: user for user in get_user_model().objects.all()}
    assert accounts["curator"].has_perm("initiatives.change_initiative")
    assert not accounts["curator"].has_perm(PUBLISH_PERMISSION)
    assert accounts["reviewer"].has_perm(PUBLISH_PERMISSION)
    assert accounts["administrator"].is_superuser


@pytest.mark.django_db
@pytest.mark.usefixtures("no_redis")
def test_an_unreachable_redis_is_refused():
    with pytest.raises(CommandError, match=r"^Redis cannot be reached: .+ Check REDIS_URL\.$"):
        call_command("prepare", database_only=True)


def test_the_code_of_the_reading_processes_is_compiled(tmp_path, monkeypatch):
    """They may not write what Python compiles."""
    (tmp_path / "extract").mkdir()
    (tmp_path / "extract" / "html.py").write_text("pass")
    monkeypatch.setattr(prepare, "READING", [tmp_path])
    prepare.Command().compile_reading()
    assert Path(cache_from_source(tmp_path / "extract" / "html.py")).exists()


def test_the_code_of_the_reading_processes_is_where_it_is_looked_for():
    assert any(Path(extract.__file__).is_relative_to(folder) for folder in prepare.READING)
    assert all(folder.is_dir() for folder in prepare.READING)
