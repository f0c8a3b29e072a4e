"""Create `.venv` from the locked requirements, then run a command in it.

    python3 observatory/local/bootstrap.py [ARGUMENTS OF .venv/bin/python]

Runs with the machine's own `python3`, before anything is installed: only the standard library, no import of this
project, and no syntax newer than Python 3.6, so that an old Python can still print the message.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK_FILE = PROJECT / "requirements-dev.txt"
STAMP = VENV / "installed-from"
OLDEST = (3, 11)
NEEDED_MB = 1000


def main() -> None:
    """Create `.venv` from the locked requirements if they have changed, then run the command of the arguments in it."""
    os.chdir(str(PROJECT))
    signal.signal(signal.SIGTERM, lambda number, frame: fail("Stopped."))  # also ends pip
    switch_to_newer_python()
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    wanted = f"{version} {hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()}"
    if installed_requirements() != wanted:
        (PROJECT / "var").mkdir(exist_ok=True)
        with (PROJECT / "var" / "bootstrap.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of two commands in parallel, the second waits and then has nothing to do
            if installed_requirements() != wanted:
                install(wanted)
    if sys.argv[1:]:
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv[1:]])


def switch_to_newer_python() -> None:
    """Continue with a newer Python of this machine if `python3` is too old, or exit with an explanation."""
    if sys.version_info < OLDEST:
        for minor in (14, 13, 12, 11):
            newer = shutil.which(f"python3.{minor}")
            if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
                os.execv(newer, [newer, *sys.argv])
        fail(
            f"Python 3.11 or newer is required; this is {sys.version.split()[0]}. "
            "Use another one: make PYTHON=/path/to/python3.12 ..."
        )
    try:
        import ensurepip  # Debian's python3 leaves it out
        import venv
    except ImportError:
        fail("This Python has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv).")
    del ensurepip, venv


def installed_requirements() -> str:
    """Return the requirements that `.venv` was made from, or "" if there is no working one (moving the checkout breaks
    it)."""
    try:
        stamp = STAMP.read_text()
        where = subprocess.check_output([str(PYTHON), "-c", "import sys; print(sys.prefix)"], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return stamp if Path(where.decode().strip()).resolve() == VENV.resolve() else ""


def install(wanted: str) -> None:
    """Create `.venv` with pip from the lock file; `wanted` is the stamp of what it is made from."""
    started = time.time()
    say("Creating .venv from requirements-dev.txt. This takes about a minute, and only when that file changes.")
    if installed_requirements().split(" ")[0] != wanted.split(" ")[0]:
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment .venv could not be created")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", str(LOCK_FILE)]
    run(pip, "The packages could not be installed")
    STAMP.write_text(wanted)
    say(f"Created .venv in {time.time() - started:.0f} s.")


def run(command: "list[str]", complaint: str) -> None:
    if subprocess.call(command) != 0:
        free = shutil.disk_usage(str(PROJECT)).free // 2**20
        hint = f" The disk is full: {free} MB are free, {NEEDED_MB} MB are needed." if free < NEEDED_MB // 4 else ""
        fail(f"{complaint}: see the error above.{hint} Then run the same command again.")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    say("error: " + text)
    sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("Interrupted. Run the same command again to continue.")
    except OSError as error:
        fail(f"{error}. Check that this folder is yours and that the disk is not full.")
