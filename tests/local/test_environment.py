import os
import stat

from observatory.local.environment import describe_environment_error, read_or_create_secret, set_missing_variables


def test_a_secret_is_drawn_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret_key"
    first = read_or_create_secret(path)
    assert len(first) >= 50
    assert read_or_create_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_set_stays_and_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("OBSERVATORY_A", "mine")
    monkeypatch.setenv("OBSERVATORY_B", "")
    set_missing_variables({"OBSERVATORY_A": "default", "OBSERVATORY_B": "default"})
    assert (os.environ["OBSERVATORY_A"], os.environ["OBSERVATORY_B"]) == ("mine", "default")


def test_a_folder_of_another_user_is_told_with_the_remedy():
    error = PermissionError(13, "Permission denied", "/srv/observatory/var/site.lock")
    assert describe_environment_error(error).startswith(
        "/srv/observatory/var/site.lock belongs to another user. Run as that user"
    )
    assert describe_environment_error(RuntimeError("Is it up?\nPerhaps not?")) == "Is it up? Perhaps not?"
