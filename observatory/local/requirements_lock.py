"""Regenerate requirements.txt and requirements-dev.txt from pyproject.toml, with uv in a temporary environment.

    python3 observatory/local/requirements_lock.py [OPTIONS OF uv pip compile]

Versions stay as they are unless pyproject.toml forbids them or an option such as --upgrade asks for more.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
OPTIONS = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
LOCKS: dict[str, list[str]] = {"requirements.txt": [], "requirements-dev.txt": ["--extra", "dev"]}


def main(options: list[str]) -> int:
    """Write the lock files of the requirements; `options` are passed to `uv pip compile`. Return its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        done = subprocess.call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
        for name, extra in LOCKS.items():
            command = [python, "-m", "uv", "pip", "compile", *OPTIONS, *extra, *options, "-o", name, "pyproject.toml"]
            done = done or subprocess.call(command, cwd=PROJECT)
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
