"""The room for frames that requests and tests run in (observatory/frame_stack.py)."""

import resource
import sys
from collections.abc import Callable

import pytest

from observatory.frame_stack import SLOTS, with_room


def test_arguments_and_result_pass_through() -> None:
    assert with_room(divmod)(7, 2) == (3, 1)
    assert with_room(dict)(a=1) == {"a": 1}


def test_an_error_passes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        with_room(divmod)(1, 0)


def _descend(depth: int, then: Callable[[], None]) -> None:
    if depth:
        _descend(depth - 1, then)
    else:
        then()


def _leaf(a: int) -> int:
    return a


def _call_often() -> None:
    for _ in range(2000):
        _leaf(1)


def _page_faults(run: Callable[[int, Callable[[], None]], None]) -> int:
    """Most page faults of 2,000 calls from one depth, over the depths of three chunks of 16 KB."""
    most = 0
    for depth in range(500):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        run(depth, _call_often)
        most = max(most, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    return most


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="later releases of CPython keep one chunk")
def test_calls_across_the_end_of_a_chunk_cost_no_page_faults() -> None:
    import threading

    without: list[int] = []
    thread = threading.Thread(target=lambda: without.append(_page_faults(_descend)))  # the test itself has room
    thread.start()
    thread.join()
    assert without[0] > 1000  # otherwise this module is no longer needed
    assert with_room(_page_faults)(_descend) < 500


def test_the_first_chunk_has_room_beside_the_large_frame() -> None:
    size = SLOTS * 8
    assert size & (size - 1) == 0  # a little more than a power of two makes a chunk of twice the size
