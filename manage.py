#!/usr/bin/env python
"""Run a management command, with the embedded servers when DATABASE_URL or REDIS_URL is not set."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError

        from observatory.local.environment import describe_environment_error, local_environment
    except ImportError as error:
        sys.exit(f"{error}. The environment is not complete: run `make run` once, then .venv/bin/python manage.py ...")
    with local_environment(sys.argv[1:]):
        try:
            settings.DEBUG  # noqa: B018 reads the settings, before any command does
            execute_from_command_line(sys.argv)
        except (ImproperlyConfigured, OperationalError) as error:
            if "--traceback" in sys.argv:
                raise
            sys.exit(
                f"error: {error if isinstance(error, ImproperlyConfigured) else describe_environment_error(error)}"
            )


if __name__ == "__main__":
    main()
