"""What packages above this one do when an undo or a restore brings deleted rows back.

A package registers its function when the program starts; what points at a row without a history of its own, such as
the sightings of a citation, is tied to it again there.
"""

from collections.abc import Callable, Collection, Mapping

from django.db.models import Model

Retie = Callable[[Collection[int]], None]

_registered: list[tuple[type[Model], Retie]] = []


def when_created_again(model: type[Model], retie: Retie) -> None:
    """Call `retie` with the primary keys of the rows of a model that came back, in the same transaction."""
    _registered.append((model, retie))


def tell_created_again(created: Mapping[type[Model], Collection[int]]) -> None:
    """Call what is registered for rows that came back, by their model."""
    for model, retie in _registered:
        if keys := created.get(model):
            retie(keys)
