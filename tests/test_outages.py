"""While PostgreSQL is not responding, the log stays short enough to read."""

import logging

import pytest
from django.db import OperationalError
from psycopg_pool import PoolTimeout

from observatory.log_configuration import OncePerMinute, OneLinePoolErrors


def record(text: str, error: BaseException | None = None, level: int = logging.WARNING) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord("x", level, __file__, 1, text, ("100%d",), exc_info)


@pytest.fixture
def no_connection():
    error = OperationalError("couldn't get a connection after 3.00 sec")
    error.__cause__ = PoolTimeout()
    return error


def test_a_request_without_a_connection_is_one_line(no_connection):
    failed = record("Service Unavailable: /%s", no_connection, logging.ERROR)
    assert OneLinePoolErrors().filter(failed)
    assert logging.Formatter().format(failed) == (
        "Service Unavailable: /100%d (couldn't get a connection after 3.00 sec)"
    )


def test_another_fault_keeps_its_traceback():
    failed = record("Internal Server Error: /%s", OperationalError("deadlock detected"), logging.ERROR)
    assert OneLinePoolErrors().filter(failed)
    assert "deadlock detected" in logging.Formatter().format(failed).splitlines()[-1]


def test_why_nothing_can_be_connected_is_said_once_and_in_one_line():
    once, reasons = OncePerMinute(), [record("no connection to\n\tserver %s") for _ in range(3)]
    assert [once.filter(each) for each in reasons] == [True, False, False]
    assert reasons[0].getMessage() == "no connection to server 100%d"


def test_another_warning_and_an_error_are_not_held_back():
    once = OncePerMinute()
    assert once.filter(record("one %s"))
    assert once.filter(record("two %s"))
    assert all(once.filter(record("one %s", level=logging.ERROR)) for _ in range(2))


def test_the_settings_use_both(settings):
    logging_settings = settings.LOGGING
    assert logging_settings["handlers"]["stderr"]["filters"] == ["brief", "secrets"]
    assert logging_settings["loggers"]["psycopg.pool"]["filters"] == ["seldom"]
