#!/usr/bin/env python
"""Run a management command, with the embedded servers when DATABASE_URL or REDIS_URL is not set."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
    try:
        from django.core.management import execute_from_command_line

        from observatory.local.environment import local_environment
    except ImportError as error:
        sys.exit(f"{error}. The environment is not complete: run `make run` once, then .venv/bin/python manage.py ...")
    with local_environment(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
