"""import-linter looks only at the packages that pyproject.toml names; a new app must be among them."""

import tomllib
from pathlib import Path

from django.apps import apps

from observatory.local.services import PROJECT

OURS = {
    app.name
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(PROJECT) and "site-packages" not in Path(app.path).parts
}


def test_every_app_of_the_project_has_its_layer():
    rules = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = {name.strip() for row in rules["contracts"][0]["layers"] for name in row.split("|")}
    assert {name.partition(".")[0] for name in OURS} == set(rules["root_packages"])
    assert OURS - {"observatory.local"} <= layers
