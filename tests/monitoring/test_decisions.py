"""The pure decisions of the monitor: health, intervals, moves, local network problems."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.health import Patience, State, is_reported, next_state
from observatory.monitoring.http.redirects import RedirectKind, classify_redirect, made_up_sibling_url
from observatory.monitoring.outcomes import Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.visit_intervals import Pace, next_interval, spread_interval

START = datetime(2026, 3, 1, tzinfo=UTC)
OUTCOMES = st.sampled_from(list(Outcome))


def states(*outcomes: str, every: float = 1) -> list[str]:
    """Health after each outcome, one every so many days."""
    state, seen = State(), []
    for day, outcome in enumerate(outcomes):
        state = next_state(state, Outcome(outcome), START + timedelta(days=day * every), Patience())
        seen.append(str(state.health))
    return seen


def test_a_location_is_failing_until_it_failed_often_enough_over_enough_days():
    assert states("new", *["not_found"] * 5) == ["ok", "failing", "failing", "failing", "broken", "broken"]
    assert states(*["not_found"] * 9, every=0.1) == ["failing"] * 9
    assert states(*["not_found"] * 2, every=9) == ["failing"] * 2


@pytest.mark.parametrize(
    ("outcome", "health"),
    [
        ("gone", "gone"),
        ("soft_404", "broken"),
        ("server_error", "broken"),
        ("redirect_loop", "broken"),
        ("blocked", "blocked"),
        ("login_required", "blocked"),
        ("robots_disallowed", "blocked"),
        ("timeout", "unreachable"),
        ("connection_error", "unreachable"),
        ("dns_error", "unreachable"),
    ],
)
def test_what_kind_of_failure_it_was_is_kept(outcome, health):
    assert states(*[outcome] * 5)[-1] == health


def test_one_reading_closes_what_failures_opened():
    assert states(*["timeout"] * 5, "unchanged", "timeout") == [*["failing"] * 3, *["unreachable"] * 2, "ok", "failing"]


@given(st.lists(OUTCOMES, max_size=20), OUTCOMES)
def test_health_follows_the_last_reading_and_one_failure_is_no_alarm(history, last):
    state = State()
    for day, outcome in enumerate(history):
        state = next_state(state, outcome, START + timedelta(days=day), Patience())
    moment = START + timedelta(days=len(history))
    final = next_state(state, last, moment, Patience())
    if kind_of_outcome(last) is OutcomeKind.READ:
        assert final.health in (Health.OK, Health.MOVED)
        assert final.failures == 0
    elif state.failures == 0:
        assert final.health == Health.FAILING
        assert not is_reported(final, moment, Patience())
    assert (final.since == moment) == (final.health != state.health)


def test_out_of_sight_is_reported_after_a_month_and_broken_at_once():
    long_ago = START - timedelta(days=31)
    assert is_reported(State(Health.BROKEN, START, 3, START), START, Patience())
    assert is_reported(State(Health.UNREACHABLE, START, 9, long_ago), START, Patience())
    assert not is_reported(State(Health.UNREACHABLE, START, 9, START), START, Patience())
    assert not is_reported(State(Health.OK, long_ago), START, Patience())


# --- Intervals --------------------------------------------------------------------------------------------------------


def test_the_interval_follows_how_often_the_text_changes():
    assert next_interval(Pace(24), Outcome.CHANGED) == 8
    assert next_interval(Pace(24), Outcome.UNCHANGED) == 36
    assert next_interval(Pace(24), Outcome.NEW) == 24


def test_more_citations_mean_a_shorter_longest_interval():
    intervals = [next_interval(Pace(9_999, citations=n), Outcome.UNCHANGED) for n in (0, 1, 7, 100)]
    assert intervals == sorted(intervals, reverse=True)
    assert intervals[:2] == [720, 360]


def test_failures_are_tried_again_soon_at_first_and_later_more_rarely():
    hours = [next_interval(Pace(failures=n), Outcome.TIMEOUT) for n in range(9)]
    assert hours == sorted(hours)
    assert (hours[0], hours[-1]) == (6, 24 * 7)


@given(OUTCOMES, st.floats(0.1, 5000), st.floats(0.1, 100), st.floats(0.1, 5000), st.integers(0, 500))
def test_the_interval_of_a_readable_location_stays_within_its_bounds(outcome, interval, shortest, longest, citations):
    pace = Pace(interval, shortest, max(shortest, longest), citations)
    if kind_of_outcome(outcome) is OutcomeKind.READ:
        assert shortest <= next_interval(pace, outcome) <= max(shortest, longest)
    assert next_interval(pace, outcome, 7 * 86_400) >= 7 * 24


@given(st.floats(0.1, 1000), st.floats(0, 1))
def test_intervals_are_spread_by_a_tenth(hours, chance):
    assert 0.899 * hours <= spread_interval(hours, chance) / timedelta(hours=1) <= 1.101 * hours


# --- Moves ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "final", "permanent", "crowd", "expected"),
    [
        ("http://a.org/x", "http://a.org/x", True, 0, RedirectKind.STAYED),
        ("http://a.org/x", "https://www.a.org/x/", True, 0, RedirectKind.STAYED),
        ("http://a.org/x", "http://b.org/y", True, 0, RedirectKind.PERMANENT),
        ("http://a.org/x", "http://b.org/y", False, 0, RedirectKind.TEMPORARY),
        ("http://a.org/x", "http://a.org/", True, 0, RedirectKind.ASTRAY),
        ("http://a.org/x", "http://a.org/zh-cn/index.html", False, 0, RedirectKind.ASTRAY),
        ("http://a.org/", "http://b.org/", True, 0, RedirectKind.PERMANENT),
        ("http://a.org/x", "http://a.org/notice", True, 3, RedirectKind.ASTRAY),
    ],
)
def test_where_a_redirect_leads(url, final, permanent, crowd, expected):
    assert classify_redirect(url, final, permanent=permanent, crowd=crowd) is expected


def test_a_made_up_address_lies_in_the_same_folder():
    for url, folder in [
        ("http://a.org/docs/law.html?x=1", "http://a.org/docs/"),
        ("http://a.org/docs/", "http://a.org/"),
        ("http://a.org/law", "http://a.org/"),
    ]:
        assert made_up_sibling_url(url).rpartition("/")[0] + "/" == folder


# --- Whose fault it is ------------------------------------------------------------------------------------------------


def network(heard: int, missed: int, **before: int) -> NetworkHealth:
    found = NetworkHealth(**before)
    for number in range(heard):
        found.record(f"heard{number}", True)
    for number in range(missed):
        found.record(f"missed{number}", False)
    return found


def test_when_most_hosts_fail_the_fault_is_ours():
    assert network(1, 9).has_local_problem
    assert network(0, 3).has_local_problem
    assert not network(5, 5).has_local_problem
    assert not network(99, 20).has_local_problem


def test_a_round_of_few_hosts_is_judged_with_those_before_it():
    assert not network(0, 1).has_local_problem
    assert not network(0, 1, before_reached=50).has_local_problem
    assert network(0, 1, before_reached=3, before_unreached=40).has_local_problem


def test_a_host_that_answered_once_is_reached():
    found = network(0, 0)
    found.record("h", False)
    found.record("h", True)
    found.record("h", False)
    assert (found.reached, found.unreached) == ({"h"}, set())
