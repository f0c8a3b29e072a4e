"""Room for the frames of Python functions, taken once instead of again and again.

CPython 3.11 and later keep these frames in chunks of 16 KB for each thread, and return a chunk to the operating system
as soon as it is empty. A loop whose calls cross the end of a chunk maps and unmaps memory at each turn
(https://github.com/python/cpython/issues/142183); the deep calls of Django and its templates cross it thousands of
times for one page. A large frame below them makes the first chunk large enough for all of them.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# A chunk is as large as the next power of two: 512 KB for a frame of 256 KB and a little more, so 250 KB remain. No
# memory is touched before a function uses it.
SLOTS = 2**15


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that does the same as `function`, with 250 KB for the frames of what it calls."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return call
