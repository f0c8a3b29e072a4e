"""Show visits due, overdue and failing per host, and when the backlog will be cleared."""

import argparse
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.monitoring.capacity import Capacity, measure_capacity
from observatory.monitoring.outcomes import Health


class Command(BaseCommand):
    help = "Show the monitor's status: visits due and overdue, status of locations, rate, and hosts with most failures."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--hosts", type=int, default=10, metavar="N", help="number of hosts to show (default: 10)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = measure_capacity(now=timezone.now(), hosts=max(0, options["hosts"]))
        self.stdout.write(orjson.dumps(found.as_json()).decode() if options["json"] else _status_as_text(found))


def _status_as_text(found: Capacity) -> str:
    """Return the load of the monitor as lines for a terminal."""
    lines = [
        f"monitored          {found.watched}",
        f"due                {found.due} ({found.late} for more than a day)",
        f"being visited      {found.leased}",
        f"not visited yet    {found.health.get(Health.UNKNOWN, 0)}",
        f"open changes       {found.open_changes}",
        f"rate               {found.visits_last_hour} visits in the last hour, {found.visits_last_day} in the last day",
        f"required rate      {found.visits_a_day:.0f} visits a day",
        f"backlog cleared    {_backlog_in_words(found)}",
        "health             " + ", ".join(f"{count} {word}" for word, count in sorted(found.health.items())),
    ]
    if found.last_round:
        lines.append(f"last run           {found.last_round}")
    if found.hosts:
        lines += ["", f"{'host':<40} {'urls':>8} {'due':>6} {'failing':>7}  oldest due"]
        lines += [
            f"{row['host'][:40]:<40} {row['watched']:>8} {row['due']:>6} {row['unwell']:>7}  {row['oldest_due'] or '-'}"
            for row in found.hosts
        ]
    return "\n".join(lines)


def _backlog_in_words(found: Capacity) -> str:
    """Return in words when the backlog of visits will be cleared."""
    if not found.due:
        return "there is none"
    if found.backlog_hours is None:
        return "never at the current rate: no visits in the last hour, or visits fall due faster than they are made"
    return f"in about {found.backlog_hours:.1f} hours"
