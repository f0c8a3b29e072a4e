"""Three-way merge of the inputs and rows of a form: its values when opened, the stored values, the values sent. Pure
functions.

A form is a mapping from the name of an input to its values, as a browser sends them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Values = dict[str, list[str]]
Sent = Mapping[str, list[str] | None]  # None for what was not sent


@dataclass(frozen=True)
class Conflict:
    """An input that two people changed. `opened` is None if it is not known what the form showed."""

    name: str
    opened: list[str] | None
    stored: list[str]
    sent: list[str]


@dataclass(frozen=True)
class MergedInputs:
    """The merged inputs. `stored` are those that keep the stored value; `changed`, those of them that somebody else had
    changed."""

    stored: Values
    changed: list[str]
    conflicts: list[Conflict]


@dataclass(frozen=True)
class SentRow:
    """A submitted row of an inline: its position in the form, and its key ("" for a new row)."""

    place: int
    key: str
    values: Sent
    delete: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the merged form. `key` is "" for a new row, `place` None for a row that was not submitted."""

    key: str
    place: int | None
    merged: MergedInputs = field(default_factory=lambda: MergedInputs({}, [], []))
    added: bool = False  # True if somebody else added it
    was: str = ""  # key of a row that somebody else removed, but that was changed in this form: it becomes a new row
    kept: bool = False  # to be deleted by this form, but changed by somebody else


def are_equal_values(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two values of an input are equal, ignoring line endings, white space at the ends, and order."""
    return sorted(map(_plain, one)) == sorted(map(_plain, other))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def merge_inputs(
    opened: Mapping[str, list[str]] | None, stored: Values, sent: Sent, together: Sequence[str] = ()
) -> MergedInputs:
    """Merge the inputs of one form. Inputs that were not submitted, or not edited, keep the stored value.

    Inputs in `together` are decided together: whoever changed one of them has to see what others changed in the rest.
    """
    before = opened or {}
    touched = [name for name in stored if not _is_untouched_input(before.get(name), stored[name], sent.get(name))]
    changed = [name for name in stored if name in before and not are_equal_values(before[name], stored[name])]
    kept = [name for name in changed if name not in touched]
    unseen = [name for name in kept if name in together] if any(name in together for name in touched) else []
    conflicts = [name for name in touched if name in changed or name not in before]
    return MergedInputs(
        {name: now for name, now in stored.items() if name not in touched},
        [name for name in kept if name not in unseen],
        [Conflict(name, before.get(name), stored[name], sent.get(name) or []) for name in (*conflicts, *unseen)],
    )


def _is_untouched_input(before: list[str] | None, now: list[str], mine: list[str] | None) -> bool:
    return mine is None or are_equal_values(mine, now) or (before is not None and are_equal_values(mine, before))


def merge_rows(
    opened: Mapping[str, Values] | None,
    stored: Mapping[str, Values],
    sent: Sequence[SentRow],
    together: Sequence[str] = (),
) -> list[Row]:
    """Merge the rows of an inline: every stored row in its order, then the new ones.

    A row that somebody else removed is left out, unless it was changed in this form: then it becomes a new row.
    """
    sent_by_key = {row.key: row for row in sent if row.key}
    merged = [_merge_stored_row(opened, key, now, sent_by_key.get(key), together) for key, now in stored.items()]
    new = [Row("", row.place) for row in sent if not row.key]
    gone = [row for row in sent if row.key and row.key not in stored and _is_edited_row(opened, row)]
    return merged + new + [Row("", row.place, was=row.key) for row in gone]


def _merge_stored_row(opened, key: str, now: Values, sent: SentRow | None, together: Sequence[str]) -> Row:
    """Merge one stored row of an inline with what was sent for it and what it was when the form was opened."""
    before = (opened or {}).get(key)
    merged = merge_inputs(before, now, sent.values if sent else {}, together)
    if (
        sent
        and sent.delete
        and (before is None or any(not are_equal_values(before.get(name, []), now[name]) for name in now))
    ):
        return Row(key, sent.place, merged, kept=True)
    added = opened is not None and before is None
    return Row(key, sent.place if sent else None, merged, added=added)


def _is_edited_row(opened: Mapping[str, Values] | None, row: SentRow) -> bool:
    """Return whether a row that was sent differs from what it was when the form was opened."""
    before = (opened or {}).get(row.key)
    if row.delete or not row.values:
        return False
    if before is None:
        return True
    return any(
        value is not None and not are_equal_values(value, before.get(name, [])) for name, value in row.values.items()
    )
