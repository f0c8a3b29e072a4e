"""Header fields as servers really send them."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.http.content_encoding import BodyTooLarge, DecodedBody, DecodingError
from observatory.monitoring.http.failures import outcome_of_status
from observatory.monitoring.http.headers import LONGEST_WAIT, charset_of, refresh_target, retry_after_seconds
from observatory.monitoring.http.rate_limit import backoff_seconds
from observatory.monitoring.outcomes import READINGS, Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.records.closed_lists import check_complete

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sunday, 01-Mar-26 12:01:00 GMT", 60),
        ("Sun Mar  1 12:01:00 2026", 60),
        ("Sun, 01 Mar 2020 12:00:00 GMT", 0),
        ("99999999999999999999", LONGEST_WAIT),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("Sun, 99 Mar 2026 12:01:00 GMT", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after_seconds(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("5; url=/new", "/new"),
        ("0;URL='https://example.org/a?b=1'", "https://example.org/a?b=1"),
        ("3, /new", "/new"),
        ("5", ""),
        ("", ""),
        ("url=/new", ""),
        ("soon; url=/new", ""),
    ],
)
def test_refresh_target(value, target):
    assert refresh_target(value) == target


@given(st.text(max_size=40))
def test_retry_after_never_fails_nor_silences_a_watch(value):
    found = retry_after_seconds(value, NOW)
    assert found is None or 0 <= found <= LONGEST_WAIT


@pytest.mark.parametrize("coding", ["utf-8", "none", "", "identity", "binary", "gb2312", "8bit", "text/html", "gzip"])
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_content_encoding_without_meaning_is_ignored(coding, size):
    plain = b"\x1fmeasures" * 3  # begins as gzip does, for one byte
    body = DecodedBody(coding, wire=1_000, limit=1_000)
    for start in range(0, len(plain), size):
        body.feed(plain[start : start + size])

    assert body.bytes() == plain


def test_gzip_in_pieces_of_one_byte_is_still_unpacked():
    body = DecodedBody("gzip", wire=1_000, limit=1_000)
    for byte in gzip.compress(b"measures"):
        body.feed(bytes([byte]))

    assert body.bytes() == b"measures"


@pytest.mark.parametrize("coding", ["zstd", "compress", "gzip, dcb"])
def test_a_coding_that_exists_and_was_not_requested_is_refused_by_name(coding):
    with pytest.raises(DecodingError, match=coding.split()[-1]):
        DecodedBody(coding, wire=1_000, limit=1_000)


@pytest.mark.parametrize("coding", ["utf-8", "gzip"])
def test_a_plain_body_is_held_to_the_limits_whatever_its_header_says(coding):
    body = DecodedBody(coding, wire=1_000, limit=100)
    with pytest.raises(BodyTooLarge):
        body.feed(b"x" * 101)


@pytest.mark.parametrize(
    ("field", "charset"),
    [
        ("text/html; charset=GBK", "gbk"),
        ('text/html;charset="utf-8"', "utf-8"),
        ("text/html; CHARSET = 'gb2312'; x=y", "gb2312"),
        ("text/html", None),
        ("text/html; charset=", None),
    ],
)
def test_charset_of_a_content_type(field, charset):
    assert charset_of(field) == charset


@given(st.integers(100, 999))
def test_every_status_has_an_outcome(status):
    outcome, reason = outcome_of_status(status)
    assert (outcome is None) == (status in (200, 203)) == (reason == "")


def test_every_outcome_says_something_about_the_location():
    assert {kind_of_outcome(outcome) for outcome in Outcome} == set(OutcomeKind)
    assert READINGS.keys() == set(Outcome)


def test_an_outcome_without_a_reading_stops_the_program_at_its_start():
    with pytest.raises(ValueError, match="no row for paywall"):
        check_complete([*Outcome, "paywall"], READINGS)


@pytest.mark.parametrize(
    ("table", "reason"), [({"a": 1}, "no row for b"), ({"a": 1, "b": 2, "c": 3}, "a row for c, which")]
)
def test_a_table_over_a_closed_list_has_a_row_for_each_word_and_no_other(table, reason):
    with pytest.raises(ValueError, match=reason):
        check_complete(["a", "b"], table)


def test_outcomes_keep_their_readings():
    by_reading = {
        each: {outcome.value for outcome in Outcome if kind_of_outcome(outcome) is each} for each in OutcomeKind
    }
    assert by_reading[OutcomeKind.READ] == {"new", "unchanged", "changed", "moved"}
    assert by_reading[OutcomeKind.UNREACHED] == {"timeout", "dns_error", "connection_error", "tls_error"}
    assert by_reading[OutcomeKind.DEAD] == {
        *("not_found", "gone", "soft_404", "server_error", "redirect_loop", "forbidden_address", "empty"),
        "invalid_url",
    }
    assert len(Outcome) == 26
    assert len(Health) == 8


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(0, 200), st.integers(0, 200))
def test_a_body_is_whole_or_refused_at_either_limit(pieces, wire, limit):
    body = DecodedBody("", wire, limit)
    total = sum(map(len, pieces))
    try:
        for piece in pieces:
            body.feed(piece)
    except BodyTooLarge:
        assert total > min(wire, limit)
    else:
        assert body.bytes() == b"".join(pieces)
        assert total <= min(wire, limit)


@given(st.integers(0, 100), st.floats(0, 60))
def test_back_off_grows_and_is_bounded(strikes, interval):
    assert backoff_seconds(strikes, interval) <= backoff_seconds(strikes + 1, interval) <= 86_400
