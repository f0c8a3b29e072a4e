"""Steps: edits that belong together, because one person, form, import or command made them; the middleware makes one
of each request.

Every event written inside of a step points at one row of `pghistory.Context`, which says who, when, why and by what.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

import pghistory
from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Step:
    """A step that is under way. It has a row once something was edited in it."""

    id: UUID


@contextmanager
def step(*, by, reason: str = "", kind: str = "") -> Iterator[Step]:
    """Join all edits inside, bulk writes too, to one step.

    `by` is the user who answers for it, None for the operator. `kind` is one of `history.edit_events`. A step within
    another one belongs to that: it only says what the outer one left open, such as the reason that a form asked for.
    """
    said = {"reason": reason, "kind": kind}
    if by is not None and by.pk is not None:
        said |= {"user": by.pk, "name": by.get_username()}
    with joined_step({name: value for name, value in said.items() if value}) as current:
        yield current


def in_step(kind: str) -> Callable[[F], F]:
    """Return a decorator of actions that take `by` and perhaps `reason` as keywords: what they write is one step."""

    def decorate(action: F) -> F:
        @wraps(action)
        def run(*args, by, **named):
            with step(by=by, reason=str(named.get("reason") or ""), kind=kind):
                return action(*args, by=by, **named)

        return cast("F", run)

    return decorate


@contextmanager
def joined_step(said: dict[str, Any]) -> Iterator[Step]:
    """Join all edits inside to one step that says `said`; inside of another step, to that one."""
    with pghistory.context() as context:
        outermost = not context.metadata
        for name, value in said.items():
            # What is said first is kept. PostgreSQL stores no NUL bytes.
            context.metadata.setdefault(name, value.replace("\0", "") if isinstance(value, str) else value)
        try:
            yield Step(context.id)
        finally:
            if outermost:
                _end_step_in_transaction()


def _end_step_in_transaction() -> None:
    """End the step for the statements that follow in the same transaction, where its setting would otherwise last; one
    that failed takes no more statements and is rolled back with the setting."""
    used = connection.connection
    if not connection.in_atomic_block or connection.needs_rollback or used is None:
        return
    if used.info.transaction_status == TransactionStatus.INTRANS:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', '', true),"
                " set_config('pghistory.context_metadata', '', true)"
            )


SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class StepMiddleware:
    """Make a step of each request that may write; it follows the middleware that finds out who the user is.

    A function that knows more (why, and what kind of decision it is) says so with `steps.step`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; all that a signed-in user edits by it is one step."""
        if request.method in SAFE or not request.user.is_authenticated:
            return self.get_response(request)
        said = {"user": request.user.pk, "name": request.user.get_username(), "url": request.path[:300]}
        with joined_step(said):
            return self.get_response(request)
