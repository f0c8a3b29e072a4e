"""Why something is not published or withdrawn."""


class ReasonMissing(ValueError):
    """Readers are told why a version was made or something withdrawn; the reason may not be empty."""


class NotPublic(Exception):
    """It is not public, so it cannot be withdrawn."""


class SlugTaken(ValueError):
    """The slug is the public address of another record, until that one is published under another."""


class KeyTaken(ValueError):
    """The key is the public one of another source, until that one is published under another."""


def require_reason(reason: str) -> str:
    """Return the reason without spaces at its ends. Raises `ReasonMissing` where nothing is left."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
