"""pyproject.toml names the packages by hand, for tools that know no Django; a new app must be in each of its lists."""

import re
import tomllib

from observatory.local import PROJECT
from observatory.records import registry
from tests.our_apps import OUR_APPS, OUR_PACKAGES

TOOLS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]
RULES = TOOLS["importlinter"]
CONTRACTS = {rule["name"]: rule for rule in RULES["contracts"]}
APPS = {app.name for app in OUR_APPS} - {"observatory.local"}


def test_every_type_of_record_comes_from_an_app_of_the_project():
    labels = {app.label for app in OUR_APPS}
    assert {row.model._meta.app_label for row in registry.all_types()} <= labels


def test_import_linter_looks_at_every_package():
    assert set(RULES["root_packages"]) == set(OUR_PACKAGES)


def test_every_app_has_its_layer():
    layers = CONTRACTS["Packages import downwards, record types never each other"]["layers"]
    assert {name.strip() for row in layers for name in row.split("|")} >= APPS


def test_no_app_may_import_the_wiring():
    assert set(CONTRACTS["Nobody imports the wiring"]["source_modules"]) >= APPS


def test_a_deprecated_call_in_any_package_fails_the_tests():
    filters = TOOLS["pytest"]["ini_options"]["filterwarnings"]
    modules = [row.removeprefix("error::DeprecationWarning:") for row in filters]
    assert [name for name in OUR_PACKAGES if not any(re.match(module, name) for module in modules)] == []
