"""The cache of all processes: without Redis it is empty, and costs no request a second."""

import logging
import sys
from types import ModuleType

import pytest
from asgiref.local import Local
from django.core.cache import cache, caches
from redis.exceptions import ConnectionError as Unreachable

from observatory import redis_cache as backend


@pytest.fixture
def circuits(monkeypatch):
    """The state of the servers as a process has it at its start."""
    monkeypatch.setattr(backend, "_CIRCUITS", {})
    monkeypatch.setattr(caches, "_connections", Local())


def test_a_cache_that_is_away_is_an_empty_one(circuits, no_redis):
    assert cache.get("a", 1) == 1
    assert cache.get_many(["a", "b"]) == {}
    assert not cache.has_key("a")
    assert cache.add("a", 1) is False
    cache.set("a", 1)
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    cache.delete_many(["a"])
    cache.clear()
    assert cache.get_or_set("a", lambda: 3) == 3
    for change in (cache.incr, cache.decr):
        with pytest.raises(ValueError, match="not found"):
            change("a")
    assert cache.is_available() is False
    with pytest.raises(Unreachable):
        cache.ping()


def test_a_cache_that_is_away_is_asked_once_in_a_while_and_complains_once(circuits, no_redis, monkeypatch, caplog):
    asked = []
    monkeypatch.setattr(backend.redis.RedisCache, "get", lambda *args: asked.append(1) or _fail())
    with caplog.at_level(logging.WARNING, "observatory.redis_cache"):
        for _ in range(50):
            cache.get("a")
        assert len(asked) == 1
        backend._CIRCUITS["redis://127.0.0.1:1/0"].ask_again = 0
        for _ in range(50):
            cache.get("a")
    assert len(asked) == 2
    assert len(caplog.records) == 1


def _fail():
    raise Unreachable("nobody listens")


def test_a_command_that_redis_refuses_leaves_it_in_use(circuits):
    cache.set("word", "x")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("word")
    cache.set("word", 5)
    assert cache.get("word") == 5


def test_a_redis_that_is_back_is_used_again(circuits):
    cache.set("a", 1)
    (circuit,) = backend._CIRCUITS.values()
    circuit.record_failure(Unreachable("restarted"))
    assert cache.get("a") is None
    circuit.ask_again = 0
    assert cache.get("a") == 1
    assert not circuit.failing


def test_missing_keys_are_still_missing(circuits):
    cache.delete("nothing")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")
    cache.add("nothing", 0)
    assert cache.incr("nothing", 2) == 2


def test_a_value_whose_class_is_gone_is_a_miss(monkeypatch):
    """Another release wrote it, and this one has moved the class."""
    module = ModuleType("written_by_another_release")
    module.Counts = type("Counts", (), {"__module__": module.__name__})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    cache.set("counts", module.Counts())
    assert type(cache.get("counts")) is module.Counts
    del module.Counts
    assert cache.get("counts", "miss") == "miss"
    monkeypatch.delitem(sys.modules, module.__name__)
    assert cache.get("counts", "miss") == "miss"
    assert cache.get_many(["counts"]) == {}
    cache.set("counts", 1)
    assert cache.get("counts") == 1
