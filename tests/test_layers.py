"""pyproject.toml names the packages by hand, for tools that know no Django: each of its lists is compared here with the
installed apps and the types of records. A failure says which line is missing.
"""

import re
import tomllib

from django.urls import Resolver404, resolve

from observatory.local import PACKAGES, PROJECT
from observatory.records import registry
from tests.our_apps import OUR_APPS, OUR_PACKAGES

TOOLS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]
RULES = TOOLS["importlinter"]
CONTRACTS = {rule["name"]: rule for rule in RULES["contracts"]}
DOWNWARDS, WIRING = "Packages import downwards, record types never each other", "Nobody imports the wiring"
LAYERS = [re.split(r" *[|:] *", row) for row in CONTRACTS[DOWNWARDS]["layers"]]
APPS = [app.name for app in OUR_APPS if app.name != "observatory.local"]
# The packages that types of records come from, but for organisations, which are part of `observatory.records`.
OF_TYPES = sorted({row.model.__module__.partition(".")[0] for row in registry.all_types()} - {"observatory"})


def add(names, where: str) -> str:
    """Return what a failed test says: the file and the list in it that some packages are missing from."""
    return f"add {', '.join(sorted(names))} to {where}"


def test_every_package_is_installed():
    missing = set(PACKAGES) - set(OUR_PACKAGES)
    assert not missing, add(missing, "INSTALLED_APPS in observatory/settings.py")


def test_every_type_of_record_comes_from_a_package_of_the_project():
    assert OF_TYPES
    assert set(OF_TYPES) <= set(PACKAGES)


def has_list(prefix: str) -> bool:
    try:
        return bool(resolve(f"/{prefix}/"))
    except Resolver404:
        return False


def test_every_type_of_record_has_pages():
    missing = {row.model.__module__.partition(".")[0] for row in registry.all_types() if not has_list(row.prefix)}
    assert not missing, add((f'path("", include("{name}.urls"))' for name in missing), "observatory/urls.py")


def test_import_linter_looks_at_every_package():
    missing = set(PACKAGES) - set(RULES["root_packages"])
    assert not missing, add(missing, "root_packages of [tool.importlinter] in pyproject.toml")


def test_every_app_has_its_layer():
    missing = set(APPS) - {name for row in LAYERS for name in row}
    assert not missing, add(missing, f"the layers of “{DOWNWARDS}” in pyproject.toml")


def test_no_type_of_record_imports_another():
    """Their packages are the first layer, between strokes: import-linter lets those import no other of the same row."""
    missing = set(OF_TYPES) - set(LAYERS[0])
    assert not missing, add(missing, f"the first line of layers of “{DOWNWARDS}” in pyproject.toml")
    assert ":" not in CONTRACTS[DOWNWARDS]["layers"][0]


def test_no_app_may_import_the_wiring():
    missing = set(APPS) - set(CONTRACTS[WIRING]["source_modules"])
    assert not missing, add(missing, f"source_modules of “{WIRING}” in pyproject.toml")


def test_a_deprecated_call_in_any_package_fails_the_tests():
    filters = TOOLS["pytest"]["ini_options"]["filterwarnings"]
    modules = [row.removeprefix("error::DeprecationWarning:") for row in filters]
    missing = [name for name in PACKAGES if not any(re.fullmatch(module, name) for module in modules)]
    assert not missing, add(missing, "filterwarnings of [tool.pytest.ini_options] in pyproject.toml")
