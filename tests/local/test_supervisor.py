"""The supervisor runs in a process of its own here, because it takes over the signals."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

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


START_MAKE = """
import os, signal, sys
signal.signal(signal.SIGINT, getattr(signal, sys.argv[2]))
os.execvp('make', ['make', '-s', '-f', sys.argv[1], 'run'])
"""


@pytest.fixture
def make_run(start, tmp_path: Path):
    """Start a supervisor of two sleepers as the recipe of a make, which finds SIGINT as told."""
    sleep = "import time; time.sleep(60)"
    script = tmp_path / "site.py"
    script.write_text(SUPERVISE.format(first=f"print('up', flush=True); {sleep}", second=sleep))
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@{sys.executable} {script}\n")
    return lambda interrupts: start("-c", START_MAKE, str(makefile), interrupts, PYTHONPATH=str(PROJECT))


def test_an_interrupt_that_only_make_got_stops_the_recipe(make_run, fresh):
    """As when a program, not a terminal, sends SIGINT to `make run`: make passes it on to nobody."""
    make = make_run("SIG_DFL")
    assert make.stdout.readline() == "up\n"
    make.send_signal(signal.SIGINT)
    assert "asked to stop" in make.communicate(timeout=30)[0]
    assert processes_of(fresh["STATE_DIR"]) == []


def test_a_make_in_the_background_of_a_script_goes_on(make_run, fresh):
    """A shell starts `make run &` with SIGINT ignored, so that make has no handler for it from the start."""
    make = make_run("SIG_IGN")
    assert make.stdout.readline() == "up\n"
    with pytest.raises(subprocess.TimeoutExpired):
        make.wait(1)
    make.terminate()
    assert "asked to stop" in make.communicate(timeout=30)[0]
    assert processes_of(fresh["STATE_DIR"]) == []
