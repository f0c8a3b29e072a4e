"""The supervisor runs in a separate process here, because it handles the signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from observatory.local import PROJECT
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
from observatory import restart_backoff
from observatory.local import supervisor
supervisor.STOP_SECONDS = 0.5
supervisor.POLL_SECONDS = 0.02
restart_backoff.LONGEST_WAIT = 0.05
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


SLEEP = "import time; time.sleep(60)"
# Prints its number and waits.
COUNTED = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"


def test_a_program_that_ends_is_started_again_and_that_is_told(start, fresh):
    process = start("-c", SUPERVISE.format(first=COUNTED, second=SLEEP))
    for _ in range(3):
        killed = int(process.stdout.readline().removeprefix("pid "))
        os.kill(killed, signal.SIGKILL)
        told = process.stdout.readline()
        assert told.startswith("The first stopped (signal 9); restarting in ")
        assert "its messages are above" in told
        assert process.stdout.readline() == "The first was restarted.\n"
    process.terminate()
    assert process.communicate(timeout=30)[0].endswith("asked to stop\n")
    assert processes_of(fresh["STATE_DIR"]) == []


def test_what_a_dead_program_left_behind_ends_before_it_is_started_again(start):
    """Its children may hold the port, or go on with work that the new one begins too."""
    parent = """
import os, subprocess, sys, time
print(os.getpid(), subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)
time.sleep(60)
"""
    process = start("-c", SUPERVISE.format(first=parent, second=SLEEP))
    killed, child = map(int, process.stdout.readline().split())
    assert Path(f"/proc/{child}").exists()
    os.kill(killed, signal.SIGKILL)
    while process.stdout.readline() != "The first was restarted.\n":
        pass
    assert not Path(f"/proc/{child}").exists() or "State:\tZ" in Path(f"/proc/{child}/status").read_text()


def test_all_end_when_a_program_dies_each_time_as_soon_as_it_is_started(start, fresh):
    process = start("-c", SUPERVISE.format(first=SLEEP, second="raise SystemExit(3)"))
    *told, last = process.communicate(timeout=60)[0].splitlines()
    assert sum("The second stopped (exit status 3); restarting" in line for line in told) == 4
    assert last.startswith("The second stops as soon as it is started (exit status 3;")
    assert processes_of(fresh["STATE_DIR"]) == []


def test_all_end_when_a_program_says_that_it_cannot_start(start, fresh):
    process = start("-c", SUPERVISE.format(first=SLEEP, second="raise SystemExit(78)"))
    assert process.communicate(timeout=60)[0] == "The second cannot start (its messages are above).\n"
    assert processes_of(fresh["STATE_DIR"]) == []


def test_a_stubborn_child_and_its_children_are_killed(start, fresh):
    process = start("-c", SUPERVISE.format(first=STUBBORN, second=SLEEP))
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
    script = tmp_path / "site.py"
    script.write_text(SUPERVISE.format(first=f"print('up', flush=True); {SLEEP}", second=SLEEP))
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
        make.wait(0.4)  # the supervisor looks twenty times
    make.terminate()
    assert "asked to stop" in make.communicate(timeout=30)[0]
    assert processes_of(fresh["STATE_DIR"]) == []
