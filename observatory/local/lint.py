"""`make lint`: run all linters and type checks. All run, even if one fails; the failed ones are listed at the end.

Each is a program with its settings in pyproject.toml. Django's checks run on production settings, with servers of their
own unless the environment names some.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from observatory.local import PROJECT
from observatory.local.daemon_client import embedded_services
from observatory.local.environment import needs_servers, set_missing_variables
from observatory.local.translations import catalogue_errors

MANAGE = [sys.executable, "manage.py"]
PYTHON_TOOL = [sys.executable, "-m"]
# Rules that are not for us: Flask's url_for (J018), a type for each button (H043), which is "submit" without one, and
# tags without their end (H025), which miscounts spans within spans; tests/site/test_markup.py finds those.
DJLINT = [*PYTHON_TOOL, "djlint", "--lint", "--quiet", "--ignore", "H025,H043,J018", "--profile"]
CHECKS = {
    "ruff check": [*PYTHON_TOOL, "ruff", "check", "."],
    "ruff format": [*PYTHON_TOOL, "ruff", "format", "--check", "."],
    "templates of the site": [*DJLINT, "jinja", "observatory/jinja2"],
    "templates of the admin": [*DJLINT, "django", "observatory/templates"],
    "lines of templates": [*PYTHON_TOOL, "observatory.local.template_lines"],
    "import arrows": [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
    "types of the pure modules": [*PYTHON_TOOL, "mypy"],
    "production settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "API schema": [*MANAGE, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
}
PRODUCTION = {
    "SECRET_KEY": "only-for-the-lint-step-and-as-long-as-a-real-key-must-be-0123456789",
    "SITE_URL": "https://observatory.example",
    "ALLOWED_HOSTS": "observatory.example",
    "DEBUG": "false",
}


def main() -> int:
    """Run all linters, with embedded servers if the environment names none; return the exit status."""
    os.environ |= PRODUCTION
    with tempfile.TemporaryDirectory() as folder:
        if not needs_servers(["check"]):
            return print_failures(failed_checks())
        with embedded_services(Path(folder) / "services", durable=False) as addresses:
            set_missing_variables(addresses)
            return print_failures(failed_checks())


def failed_checks() -> list[str]:
    """Run every linter and check of the translations; return the names of those that failed."""
    failed = [name for name, command in CHECKS.items() if not run_check(name, command)]
    found = [
        flaw for path in sorted((PROJECT / "observatory" / "locale").rglob("*.po")) for flaw in catalogue_errors(path)
    ]
    say("translations", *found)
    return [*failed, "translations"] if found else failed


def run_check(name: str, command: list[str]) -> bool:
    say(name)
    return subprocess.call(command, cwd=PROJECT) == 0


def print_failures(failed: list[str]) -> int:
    say("failed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def say(title: str, *lines: str) -> None:
    print(f"== {title}", *lines, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
