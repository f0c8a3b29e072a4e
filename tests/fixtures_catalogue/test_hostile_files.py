"""A load either accepts a file or rejects it with reasons, whatever the file contains; it never crashes."""

import contextlib

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.publishing.catalogue.file_entries import open_catalogue_files
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.records.models import Record
from tests.fixtures_catalogue import small

NAMES = ["initiatives", "organisations", "sources"]
ANYTHING = st.recursive(
    st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none(), st.dates(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
patiently = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@patiently
@given(name=st.sampled_from([*NAMES, "vocabularies/themes"]), raw=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path, name, raw):
    path = tmp_path / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    with contextlib.suppress(Refused):
        open_catalogue_files([path])


def places(value, place=()):
    """Every place in a value, the root included."""
    yield place
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*place, key))


def replaced(value, place, new):
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = replaced(copy[place[0]], place[1:], new)
    return copy


@pytest.mark.django_db
@patiently
@given(data=st.data())
def test_any_value_at_any_place_is_loaded_or_refused(tmp_path, data):
    small.write(tmp_path)
    name = data.draw(st.sampled_from(NAMES))
    path = tmp_path / f"small/{name}.yaml"
    good = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    place = data.draw(st.sampled_from(list(places(good))))
    path.write_text(yaml.safe_dump(replaced(good, place, data.draw(ANYTHING)), allow_unicode=True), encoding="utf-8")
    before = Record.objects.count()
    with contextlib.suppress(Refused):
        load(paths=[tmp_path], by=None, reason="test", check=True)
    assert Record.objects.count() == before
