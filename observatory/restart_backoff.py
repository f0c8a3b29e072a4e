"""Back-off: when to restart a program that stopped, and when to give up."""

from dataclasses import dataclass

QUICK_END = 10.0  # seconds: a program that ends earlier has not really started
HEALTHY = 60.0  # seconds: after a program ran this long, earlier failures no longer count
MOST = 5
LONGEST_WAIT = 60.0
CANNOT_START = 78  # exit status of a program that would fail again (EX_CONFIG of sysexits.h)


@dataclass
class BackOff:
    """The failures of one program in a row."""

    ends: int = 0
    quick_ends: int = 0

    def wait_after(self, ran: float) -> float | None:
        """Return the seconds to wait before the next start of a program that has ended after running for ``ran``
        seconds.

        The wait doubles from 1 to 60 seconds with each end in a row, and starts at 1 again once the program has run for
        a minute. None: it ended five times in a row within ten seconds of its start, so it cannot start.
        """
        self.ends = 1 if ran >= HEALTHY else self.ends + 1
        self.quick_ends = self.quick_ends + 1 if ran < QUICK_END else 0
        return None if self.quick_ends >= MOST else min(2.0 ** (self.ends - 1), LONGEST_WAIT)


def describe_exit(status: int) -> str:
    """Return a text on how a process ended. `status` is as in subprocess: the exit status, or minus the number of a
    signal."""
    return f"signal {-status}" if status < 0 else f"exit status {status}"
