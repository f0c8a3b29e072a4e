from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.records import edtf
from observatory.records.edtf import Bounds, InvalidDate, parse_edtf
from observatory.records.fields import validate_edtf

days = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
points = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))
anything = st.one_of(
    points,
    st.tuples(points, points).map("/".join),
    st.from_regex(edtf.PATTERN, fullmatch=True).filter(str.isascii),
)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-03", date(2023, 3, 1), date(2023, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023-03-27", date(2023, 3, 27), date(2023, 3, 27)),
        ("2022/2025", date(2022, 1, 1), date(2025, 12, 31)),
        ("2022-05/2022-05", date(2022, 5, 1), date(2022, 5, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("2019~", date(2019, 1, 1), date(2019, 12, 31)),
        ("2024-02?", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-03-27%", date(2023, 3, 27), date(2023, 3, 27)),
        ("2019~/2021?", date(2019, 1, 1), date(2021, 12, 31)),
        ("2022/..", date(2022, 1, 1), date.max),
        ("2022-03~/..", date(2022, 3, 1), date.max),
        ("../2022-02", date.min, date(2022, 2, 28)),
    ],
)
def test_bounds_are_the_first_and_last_day_that_a_partial_date_can_mean(text, lower, upper):
    assert parse_edtf(text) == Bounds(lower, upper)


@pytest.mark.parametrize(
    "text",
    [
        *("", "23", "2023-13", "2023-00", "2023-02-29", "0000", "2023-3", "2023/", "/2023", "2025/2022"),
        *(
            "2023-06/2023",
            "2023-03-27T10:00",
            "2023-03-27 ",
            "2023\n",
            "２０２３",
            "2023-03/2024/2025",
            "../..",
            "2023/..~",
        ),
        *("2023~?", "~2023", "..", "2023..", "2025~/2022?", "../2023-13", "2023-13/..", "2023/../2024"),
    ],
)
def test_what_is_no_date_or_interval_is_refused(text):
    with pytest.raises(InvalidDate):
        parse_edtf(text)


def test_the_field_says_what_is_accepted():
    with pytest.raises(ValidationError, match=r"27 March.*2023-03-27"):
        validate_edtf("27 March")


@given(points, points)
def test_overlap_is_symmetric_and_every_date_overlaps_itself(one, other):
    assert parse_edtf(one).overlaps(parse_edtf(one))
    assert parse_edtf(one).overlaps(parse_edtf(other)) == parse_edtf(other).overlaps(parse_edtf(one))


@given(days)
def test_a_day_lies_within_its_month_and_its_year(day):
    bounds = [parse_edtf(day.isoformat()[:length]) for length in (4, 7, 10)]
    assert bounds[0].lower <= bounds[1].lower <= bounds[2].lower == day == bounds[2].upper
    assert bounds[2].upper <= bounds[1].upper <= bounds[0].upper


def test_the_functions_of_the_database_agree_with_python(db):
    @settings(max_examples=300, deadline=None)
    @given(anything)
    def agree(text):
        assert _database_bounds(text) == _python_bounds(text)

    agree()


def _python_bounds(text):
    try:
        bounds = parse_edtf(text)
    except InvalidDate:
        return None
    return bounds.lower, bounds.upper


def _database_bounds(text):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT bounds")
        try:
            cursor.execute("SELECT edtf_lower(%s), edtf_upper(%s)", [text, text])
        except DataError:
            cursor.execute("ROLLBACK TO SAVEPOINT bounds")
            return None
        row = cursor.fetchone()
        cursor.execute("RELEASE SAVEPOINT bounds")
        return row
