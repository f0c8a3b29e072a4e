"""The supervisor runs in a process of its own here, because it takes over the signals."""

import signal
import sys
from pathlib import Path

from observatory.local.services import PROJECT
from tests.local.conftest import processes_of

# A child that ignores a polite request, with a child of its own.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
print('up', flush=True)
time.sleep(60)
"""
SUPERVISE = """
import sys
from observatory.local import supervisor
supervisor.STOP_SECONDS = 0.5
family = supervisor.Supervisor()
try:
    family.start('first', [sys.executable, '-c', {first!r}])
    family.start('second', [sys.executable, '-c', {second!r}])
    print(family.watch(lambda: None), flush=True)
except supervisor.Stopped:
    print('asked to stop', flush=True)
finally:
    family.stop()
"""


def test_all_end_when_one_does(start, fresh):
    process = start("-c", SUPERVISE.format(first="import time; time.sleep(60)", second="raise SystemExit(3)"))
    assert process.communicate(timeout=30)[0] == "The second process ended by itself (status 3).\n"
    assert processes_of(fresh["STATE_DIR"]) == []


def test_a_stubborn_child_and_its_children_are_killed(start, fresh):
    process = start("-c", SUPERVISE.format(first=STUBBORN, second="import time; time.sleep(60)"))
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[0] == "asked to stop\n"
    assert processes_of(fresh["STATE_DIR"]) == []


def test_an_interrupt_that_only_make_got_stops_the_recipe(start, fresh, tmp_path: Path):
    """As when a program, not a terminal, sends SIGINT to `make run`: make passes it on to nobody."""
    sleep = "import time; time.sleep(60)"
    script = tmp_path / "site.py"
    script.write_text(SUPERVISE.format(first=f"print('up', flush=True); {sleep}", second=sleep))
    (tmp_path / "Makefile").write_text(f"run:\n\t@{sys.executable} {script}\n")
    start_make = "import os, sys; os.execvp('make', ['make', '-s', '-f', sys.argv[1], 'run'])"
    make = start("-c", start_make, str(tmp_path / "Makefile"), PYTHONPATH=str(PROJECT))
    assert make.stdout.readline() == "up\n"
    make.send_signal(signal.SIGINT)
    assert "asked to stop" in make.communicate(timeout=30)[0]
    assert processes_of(fresh["STATE_DIR"]) == []


def test_a_make_in_the_background_that_ignores_interrupts_runs_on(start, fresh, tmp_path: Path):
    """As with `make run &` in a script, or under nohup: SIGINT is ignored there from the start."""
    script = tmp_path / "site.py"
    script.write_text(SUPERVISE.format(first="import time; time.sleep(1)", second="import time; time.sleep(60)"))
    (tmp_path / "Makefile").write_text(f"run:\n\t@{sys.executable} {script}\n")
    start_make = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "os.execvp('make', ['make', '-s', '-f', sys.argv[1], 'run'])"
    )
    make = start("-c", start_make, str(tmp_path / "Makefile"), PYTHONPATH=str(PROJECT))
    assert make.communicate(timeout=60)[0] == "The first process ended by itself (status 0).\n"
