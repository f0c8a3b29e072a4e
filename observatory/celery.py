"""The Celery app: workers run `celery -A observatory worker`, the scheduler runs `celery -A observatory beat`.

An app with periodic work declares it in its own tasks module as `BEAT_SCHEDULE` (name to entry, in Celery's format);
they are gathered here, so the settings need not know them.
"""

import os
from importlib import import_module
from importlib.util import find_spec

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")

app = Celery("observatory")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def gather_schedules(sender: Celery, **kwargs: object) -> None:
    """Add every installed app's BEAT_SCHEDULE; two apps may not use one name."""
    from django.apps import apps  # the registry is ready only now

    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.tasks") is None:
            continue
        schedule = getattr(import_module(f"{config.name}.tasks"), "BEAT_SCHEDULE", {})
        if twice := schedule.keys() & sender.conf.beat_schedule.keys():
            raise ValueError(f"Beat entry {sorted(twice)} of {config.name} is already used by another app.")
        sender.conf.beat_schedule |= schedule
