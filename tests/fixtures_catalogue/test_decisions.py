from dataclasses import replace
from datetime import date

import pytest

from observatory.publishing.catalogue.comparable_states import SOURCE, State
from observatory.publishing.catalogue.load_report import Action, decide_changes

FILE = State("initiative", "bbbbbbbb", {"slug": "a-plan"}, {"themes": frozenset({"TH13"})}, {"names": {}})
OLD = replace(FILE, columns={"slug": "old-plan"})
EDITED = replace(FILE, columns={"slug": "my-plan"})


@pytest.mark.parametrize(
    ("stored", "loaded", "overwrite", "action"),
    [
        (None, None, False, Action.CREATE),
        (None, OLD.digest, False, Action.CREATE),
        (FILE, FILE.digest, False, Action.NOTHING),
        (FILE, None, False, Action.NOTHING),
        (OLD, OLD.digest, False, Action.UPDATE),
        (EDITED, OLD.digest, False, Action.LEAVE),
        (EDITED, None, False, Action.LEAVE),
        (EDITED, OLD.digest, True, Action.UPDATE),
    ],
)
def test_only_what_a_load_left_there_is_replaced(stored, loaded, overwrite, action):
    assert decide_changes(wanted=FILE, stored=stored, loaded=loaded, overwrite=overwrite) is action


def test_the_digest_does_not_depend_on_the_order_of_rows_and_codes():
    one = State("initiative", "b", {}, {"themes": frozenset("xy")}, {"names": {("a", "en"): {}, ("b", "en"): {}}})
    other = State("initiative", "b", {}, {"themes": frozenset("yx")}, {"names": {("b", "en"): {}, ("a", "en"): {}}})
    assert one.digest == other.digest != FILE.digest


def test_a_location_that_left_the_file_is_kept_and_retired():
    kept = {("https://example.org/a",): {"role": "original", "monitored": True}}
    wanted = State(SOURCE, "a", {}, {}, {"locations": kept})
    stored = replace(
        wanted, rows={"locations": kept | {("https://example.org/b",): {"role": "mirror", "monitored": True}}}
    )
    today = date(2026, 11, 28)
    merged = wanted.keeping_locations_of(stored, today)
    given_up = {"role": "mirror", "monitored": False, "retired_at": "2026-11-28"}
    assert merged.rows["locations"] == kept | {("https://example.org/b",): given_up}
    assert wanted.keeping_locations_of(merged, date(2027, 1, 1)).rows == merged.rows
    assert wanted.keeping_locations_of(None, today) is wanted
