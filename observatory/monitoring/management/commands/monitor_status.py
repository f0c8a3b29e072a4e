"""What is due, late and failing, per host, and when the backlog will be gone."""

import argparse
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.monitoring.capacity import Capacity, capacity
from observatory.monitoring.outcomes import Health


class Command(BaseCommand):
    help = (
        "Show how the monitor is doing: what is due and late, the health of the locations, the pace, the worst hosts."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--hosts", type=int, default=10, metavar="N", help="show N hosts (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = capacity(now=timezone.now(), hosts=max(0, options["hosts"]))
        self.stdout.write(orjson.dumps(found.as_json()).decode() if options["json"] else _text(found))


def _text(found: Capacity) -> str:
    lines = [
        f"watched            {found.watched}",
        f"due                {found.due} ({found.late} for more than a day)",
        f"being visited      {found.leased}",
        f"not visited yet    {found.health.get(Health.UNKNOWN, 0)}",
        f"open changes       {found.open_changes}",
        f"pace               {found.visits_last_hour} visits in the last hour, {found.visits_last_day} in the last day",
        f"asked for          {found.visits_a_day:.0f} visits a day",
        f"backlog gone       {_backlog(found)}",
        "health             " + ", ".join(f"{count} {word}" for word, count in sorted(found.health.items())),
    ]
    if found.last_round:
        lines.append(f"last round         {found.last_round}")
    if found.hosts:
        lines += ["", f"{'host':<40} {'watched':>8} {'due':>6} {'unwell':>7}  oldest due"]
        lines += [
            f"{row['host'][:40]:<40} {row['watched']:>8} {row['due']:>6} {row['unwell']:>7}  {row['oldest_due'] or '-'}"
            for row in found.hosts
        ]
    return "\n".join(lines)


def _backlog(found: Capacity) -> str:
    if not found.due:
        return "there is none"
    if found.backlog_hours is None:
        return "never at the present pace: nothing was visited in the last hour, or more falls due than is visited"
    return f"in about {found.backlog_hours:.1f} hours"
