"""What packages above this one do after a form of the admin was saved, such as checking what was entered.

They register a function here, because this package may not import them. It runs after the transaction of the save, so
that it may take time and cannot undo it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A row that a form saved, with the names of the fields that were changed; `added` if it is a new one."""

    row: Model
    changed: tuple[str, ...]
    added: bool = False


AfterSave = Callable[[ModelAdmin, HttpRequest, list[SavedRow]], None]
_functions: list[AfterSave] = []


def after_save(function: AfterSave) -> AfterSave:
    """Register a function of the admin, the request and the saved rows; a decorator."""
    _functions.append(function)
    return function


def saved_rows(form, formsets, change: bool) -> list[SavedRow]:
    """Return the rows that a form and its formsets have just saved."""
    rows = [SavedRow(form.instance, tuple(form.changed_data), added=not change)]
    for formset in formsets:
        rows += [SavedRow(row, tuple(names)) for row, names in getattr(formset, "changed_objects", ())]
        rows += [SavedRow(row, (), added=True) for row in getattr(formset, "new_objects", ())]
    return rows


def run_after_save(modeladmin: ModelAdmin, request: HttpRequest, rows: list[SavedRow]) -> None:
    """Call the registered functions. What one of them raises is logged: the rows are saved, and stay so."""
    for function in _functions:
        try:
            function(modeladmin, request, rows)
        except Exception:
            log.exception("After saving %s", rows[0].row)
