"""Back-off: when a program that stopped is restarted, and when no further attempt is made."""

from dataclasses import dataclass

AT_ONCE = 10.0  # seconds: a program that ends earlier than that has not really started
HEALTHY = 60.0  # seconds: a program that ran so long starts with a clean record
MOST = 5
LONGEST_WAIT = 60.0
CANNOT_START = 78  # exit status of a program that would fail again (EX_CONFIG of sysexits.h)


@dataclass
class BackOff:
    """The ends of one program, counted as long as they follow each other closely."""

    ends: int = 0
    at_once: int = 0

    def wait_after(self, ran: float) -> float | None:
        """Return how many seconds to wait before the next start, after a program that ran so many seconds has ended.

        The wait doubles from 1 to 60 seconds with each end in a row, and begins at 1 again once the program ran for a
        minute. None: it ended five times in a row within ten seconds of its start, so it cannot start.
        """
        self.ends = 1 if ran >= HEALTHY else self.ends + 1
        self.at_once = self.at_once + 1 if ran < AT_ONCE else 0
        return None if self.at_once >= MOST else min(2.0 ** (self.ends - 1), LONGEST_WAIT)


def how_it_ended(status: int) -> str:
    """Say how a process ended; `status` as subprocess gives it: the exit status, or minus the number of a signal."""
    return f"signal {-status}" if status < 0 else f"exit status {status}"
