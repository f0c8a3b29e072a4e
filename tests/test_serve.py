import gc
import runpy
from multiprocessing import get_context

import pytest

from observatory.serve import PROCESSES, main


def test_sizes_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.setenv("WEB_THREADS", "7")
    command = PROCESSES["web"]()
    assert command[:5] == ["python", "-m", "observatory.prefork", "127.0.0.1", "9000"]
    assert command[command.index("--threads") + 1] == "7"


def test_a_size_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("WORKER_CONCURRENCY", "many")
    with pytest.raises(SystemExit, match="WORKER_CONCURRENCY must be an integer, not 'many'"):
        PROCESSES["worker"]()


@pytest.mark.parametrize("arguments", [[], ["db"], ["web", "worker"]])
def test_an_unknown_process_is_refused(arguments):
    with pytest.raises(SystemExit, match="usage: "):
        main(arguments)


def test_a_web_process_passes_over_what_it_was_started_with_when_it_looks_for_garbage():
    """In a child of this process, which has loaded all that a web process loads."""
    told = get_context("fork").SimpleQueue()

    def start() -> None:
        gc.unfreeze()
        runpy.run_module("observatory.wsgi")
        told.put((gc.get_freeze_count(), len(gc.get_objects())))

    web_process = get_context("fork").Process(target=start)
    web_process.start()
    web_process.join()
    assert web_process.exitcode == 0
    frozen, looked_through = told.get()
    assert frozen > 10 * looked_through
