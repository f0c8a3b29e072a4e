"""Find likely duplicates by keys, score them, remember which are not the same: for records and for sources alike.

Each row has keys in a table; two rows with a key in common are compared, if few rows have that key. The tables are
written by those who write the rows, by a call of `find_of`; nothing is hidden in `save()`. Finding costs a fixed number
of queries for 500 rows, however many rows there are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from observatory.records.record_likeness import Found, Likeness, Reason

BATCH = 500
MOST_WITH_A_KEY = 40  # a key that more rows share, such as frequent initials, finds nothing
MOST_COUNTED = 100
MOST_CANDIDATES = 200  # of one name

_CANDIDATES = """
SELECT DISTINCT least(mine.{owner}_id, other.{owner}_id), greatest(mine.{owner}_id, other.{owner}_id)
FROM {table} AS mine JOIN {table} AS other USING (key)
WHERE mine.{owner}_id = ANY(%(keys)s) AND other.{owner}_id <> mine.{owner}_id
    AND (SELECT count(*) FROM (SELECT FROM {table} AS same WHERE same.key = mine.key LIMIT %(most)s) AS few)
        < %(most)s
"""


@dataclass(frozen=True)
class DuplicateFinder:
    """How likely duplicates of one model are found.

    `keys` is the model of its keys, with a foreign key named `owner`; `pairs` that of what was found, `apart` that of
    what somebody said is not the same. `profiles` reads what is compared, without rows that are merged; `keys_of` gives
    the keys of a profile; `compare` gives the likeness of two, None where they cannot be one.
    """

    keys: type[models.Model]
    owner: str
    pairs: type[models.Model]
    apart: type[models.Model]
    profiles: Callable[[Collection[int]], dict[int, Any]]
    keys_of: Callable[[Any], set[str]]
    compare: Callable[[Any, Any], Likeness | None]

    def find_of(self, keys: Collection[int]) -> int:
        """Find the likely duplicates of rows (primary keys) that were written; return how many pairs they are in."""
        wanted = sorted(set(keys))
        return sum(self._find_and_store(wanted[start : start + BATCH]) for start in range(0, len(wanted), BATCH))

    @transaction.atomic
    def _find_and_store(self, keys: Sequence[int]) -> int:
        """Find the likely duplicates of these rows and store them in place of those found before; return how many there
        are."""
        found = self.profiles(keys)
        self._write_keys(keys, found)
        candidates = self._candidates(list(found))
        found |= self.profiles({pk for pair in candidates for pk in pair} - set(found))
        likely = {}
        for one, other in candidates:
            likeness = self.compare(found[one], found[other]) if one in found and other in found else None
            if likeness and likeness.is_likely:
                likely[one, other] = likeness
        for pair in self._apart(likely):
            del likely[pair]
        of_these = self.pairs.objects.filter(Q(one__in=keys) | Q(other__in=keys))
        gone = [pk for pk, *pair in of_these.order_by().values_list("pk", "one", "other") if tuple(pair) not in likely]
        self.pairs.objects.filter(pk__in=gone).delete()
        self.pairs.objects.bulk_create(
            (
                self.pairs(one_id=one, other_id=other, score=each.score, reasons=[row[:3] for row in each.reasons])
                for (one, other), each in likely.items()
            ),
            update_conflicts=True,
            unique_fields=["one", "other"],
            update_fields=["score", "reasons"],
        )
        return len(likely)

    def _write_keys(self, keys: Collection[int], found: dict[int, Any]) -> None:
        """Write the keys of rows. Those that are there already stay, so that a second run writes nothing."""
        wanted = {(pk, key) for pk, profile in found.items() for key in self.keys_of(profile)}
        rows = self.keys.objects.filter(**{f"{self.owner}__in": keys}).values_list("pk", self.owner, "key")
        there = {(owner, key): pk for pk, owner, key in rows}
        self.keys.objects.filter(pk__in=[pk for row, pk in there.items() if row not in wanted]).delete()
        new = [self.keys(**{f"{self.owner}_id": pk}, key=key) for pk, key in sorted(wanted - there.keys())]
        self.keys.objects.bulk_create(new, batch_size=5000, ignore_conflicts=True)

    def _candidates(self, keys: list[int]) -> list[tuple[int, int]]:
        statement = _CANDIDATES.format(table=self.keys._meta.db_table, owner=self.owner)
        with connection.cursor() as cursor:
            cursor.execute(statement, {"keys": keys, "most": MOST_WITH_A_KEY + 1})
            return cursor.fetchall()

    def _apart(self, pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
        rows = self.apart.objects.filter(one__in={one for one, _ in pairs}, other__in={other for _, other in pairs})
        return [pair for pair in rows.order_by().values_list("one_id", "other_id") if pair in pairs]

    def candidates_of(self, profile: Any) -> dict[int, Likeness]:
        """Return the rows that are likely what a profile describes, by primary key, the likeliest first."""
        rows = self.keys.objects.filter(key__in=self.keys_of(profile)).order_by(self.owner).distinct(self.owner)
        found = self.profiles(set(rows.values_list(self.owner, flat=True)[:MOST_CANDIDATES]))
        compared = {pk: self.compare(profile, other) for pk, other in found.items()}
        likely = {pk: each for pk, each in compared.items() if each and each.is_likely}
        return dict(sorted(likely.items(), key=lambda row: (-row[1].score, row[0])))

    def partners(self, keys: Collection[int]) -> dict[int, dict[int, Likeness]]:
        """Return what was found for rows: by primary key the likely duplicates of each, the likeliest first."""
        partners: dict[int, dict[int, Likeness]] = defaultdict(dict)
        for row in self.pairs.objects.filter(Q(one__in=keys) | Q(other__in=keys)):
            for pk, other in ((row.one_id, row.other_id), (row.other_id, row.one_id)):
                if pk in keys:
                    partners[pk][other] = Likeness(row.score, reasons_of(row, swapped=pk != row.one_id))
        return partners

    def count(self, most: int = MOST_COUNTED) -> int:
        """Return how many pairs wait for a decision; counting stops at `most`."""
        return self.pairs.objects.order_by()[:most].count()

    @transaction.atomic
    def mark_not_the_same(self, *, one: int, other: int, by, note: str = "") -> Any:
        """Remember that two rows (primary keys) are not the same, so that they are not shown again. Twice is once.

        Raises `ValueError` for a row and itself.
        """
        first, second = sorted((one, other))
        if first == second:
            raise ValueError("A row is the same as itself.")
        values = {"by": by, "note": note.strip()[:500]}
        row, _created = self.apart.objects.get_or_create(one_id=first, other_id=second, defaults=values)
        self.pairs.objects.filter(one=first, other=second).delete()
        return row

    @transaction.atomic
    def forget_not_the_same(self, *, pair: Any) -> int:
        """Take back that two rows are not the same, and compare them again; return how many pairs they are in."""
        self.apart.objects.filter(pk=pair.pk).delete()
        return self.find_of([pair.one_id, pair.other_id])


def reasons_of(pair: Any, *, swapped: bool = False) -> tuple[Found, ...]:
    """Return the reasons of a pair; `swapped` with the names of the other row first."""
    rows = [(code, other, one) if swapped else (code, one, other) for code, one, other in pair.reasons]
    return tuple(Found(*row, weight=0) for row in rows if row[0] in Reason.values)


def prefixed(prefix: str, values: Iterable[str]) -> set[str]:
    """Return keys of one sort, as long as the column is wide."""
    return {f"{prefix}:{value}"[:120] for value in values}
