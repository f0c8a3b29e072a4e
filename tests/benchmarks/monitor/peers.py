"""Other monitors on the same pages: changedetection.io and webchanges, each installed from its package.

Compares processor time per page, on the first pages of the origin that the benchmark runs anyway. Each peer has its
defaults, except that it may visit loopback, and a separate virtual environment, because their requirements conflict.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from . import processes
from .pages import HOSTS

PEERS = ("changedetection.io", "webchanges")
PATIENCE = 600.0  # seconds for one step
_PORT = 8193


class NotInstallable(Exception):
    """The peer's package cannot be had here; the message says what pip said."""


def compare(rows: list[dict], folder: Path, port: int, pages: int, tell: Callable[[str], None]) -> None:
    """Run the peers over ``pages`` pages and print processor time a page beside ours in ``rows``."""
    steps = [(row["step"], row["serve"], row["cpu_ms"]) for row in rows[:3]]  # first visit, identical body, noise
    urls = [f"http://127.0.0.{n % HOSTS + 1}:{port}/article/{n // HOSTS}" for n in range(pages)]
    for peer in PEERS:
        try:
            program = install(peer, folder)
        except NotInstallable as reason:
            print(f"{peer} is not installable here: {reason}", flush=True)
            continue
        run = _webchanges if peer == "webchanges" else _changedetection
        with tempfile.TemporaryDirectory(prefix="peer-") as work:
            measured = run(program, Path(work), urls, [serve for _, serve, _ in steps], tell)
            for (step, _, ours), (theirs, fetched) in zip(steps, measured, strict=False):
                print(
                    f"{peer:<20} {step:<26} {theirs:>7.2f} ms CPU/page ({fetched} of {pages} pages fetched): "
                    f"{theirs / ours:.1f} times ours ({ours:.2f} ms)",
                    flush=True,
                )


def install(peer: str, folder: Path) -> Path:
    """The peer's program in a virtual environment under ``folder``, made when missing. Raises NotInstallable.

    The path is absolute, because each peer runs in a working directory of its own.
    """
    folder = folder.resolve()
    program = folder / peer / "bin" / peer
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / peer], check=True)
        pip = [folder / peer / "bin" / "python", "-m", "pip", "install", "--quiet", peer]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode or not program.exists():
            raise NotInstallable((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])
    return program


def fetched(port: str) -> int:
    """How many pages the origin has sent since it was last told what to serve."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__counts") as answer:
        return sum(json.loads(answer.read().replace(b"'", b'"')).values())


def _webchanges(
    program: Path, work: Path, urls: list[str], steps: list[str], tell: Callable[[str], None]
) -> Iterator[tuple[float, int]]:
    """Milliseconds a page and pages fetched, step by step, without what starting the program costs."""
    environment = os.environ | {"HOME": str(work), "XDG_CONFIG_HOME": str(work), "XDG_CACHE_HOME": str(work)}

    def run(name: str, jobs: list[str]) -> float:
        (work / f"{name}.yaml").write_text("".join(f"---\nname: {url}\nurl: {url}\n" for url in jobs))
        files = ["--jobs", f"{name}.yaml", "--config", "config.yaml", "--database", f"{name}.sqlite"]
        process = subprocess.Popen(
            [program, *files], cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(process.pid, 0)
        return usage.ru_utime + usage.ru_stime

    tell(steps[0])
    run("start", urls[:1])
    start = run("start", urls[:1])
    for serve in steps:
        tell(serve)
        spent = run("all", urls) - start
        yield spent * 1000 / len(urls), fetched(_port_of(urls))


def _changedetection(
    program: Path, work: Path, urls: list[str], steps: list[str], tell: Callable[[str], None]
) -> Iterator[tuple[float, int]]:
    """Milliseconds a page and pages fetched, step by step, of the running server."""
    environment = os.environ | {"ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "DISABLE_VERSION_CHECK": "yes"}
    environment |= {"MINIMUM_SECONDS_RECHECK_TIME": "0", "LOGGER_LEVEL": "WARNING"}
    command = [program, "-d", str(work), "-h", "127.0.0.1", "-p", str(_PORT), "-C"]
    server = subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        key = _key(work)
        for uuid in _api(key, "watch"):  # a new store comes with examples on the web
            _api(key, f"watch/{uuid}", method="DELETE")
        for number, serve in enumerate(steps):
            tell(serve)
            before = processes.cpu(processes.tree(server.pid))
            if number == 0:
                _api(key, "import", "\n".join(urls).encode())
            else:
                _api(key, "watch?recheck_all=1")
            _until_done(key, server.pid, urls)
            count = fetched(_port_of(urls))
            yield (processes.cpu(processes.tree(server.pid)) - before) * 1000 / max(count, 1), count
    finally:
        server.terminate()
        server.wait()


def _until_done(key: str, pid: int, urls: list[str]) -> None:
    """Wait until every page was fetched, nothing is queued and the processes rest."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        before = processes.cpu(processes.tree(pid))
        time.sleep(2)
        resting = processes.cpu(processes.tree(pid)) - before < 0.5
        if resting and fetched(_port_of(urls)) >= len(urls) and _api(key, "systeminfo")["queue_size"] == 0:
            return


def _key(work: Path) -> str:
    """The key of the server's API, once it answers."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        time.sleep(0.5)
        for file in work.glob("*.json"):
            try:
                key = json.loads(file.read_text())["settings"]["application"]["api_access_token"]
                _api(key, "systeminfo")
            except (ValueError, KeyError, TypeError, OSError):
                continue
            return key
    raise SystemExit("changedetection.io did not start within two minutes.")


def _api(key: str, path: str, data: bytes | None = None, method: str | None = None) -> dict:
    request = urllib.request.Request(f"http://127.0.0.1:{_PORT}/api/v1/{path}", data=data, method=method)
    request.add_header("x-api-key", key)
    if data:
        request.add_header("Content-Type", "text/plain")
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read() or b"null")


def _port_of(urls: list[str]) -> str:
    return urls[0].split(":")[2].partition("/")[0]
