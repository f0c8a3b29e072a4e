"""The digest that names a quote with its context, the same wherever one is looked for or published."""

from hashlib import sha256

SEPARATOR = "\x1f"  # unit separator: no text of a page has it


def selector_digest(exact: str, prefix: str = "", suffix: str = "") -> str:
    """Return a digest (32 hexadecimal digits) of a quote and the text around it (W3C TextQuoteSelector); "" for no
    quote."""
    return sha256(SEPARATOR.join((exact, prefix, suffix)).encode()).hexdigest()[:32] if exact else ""
