"""Secrets and signatures of webhooks, as Standard Webhooks has them. Pure functions.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
_BYTES = 32  # between 24 and 64


def new_secret() -> str:
    """Return a random secret: `whsec_` and 32 bytes in Base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign_message(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """Return the signature (version 1, HMAC-SHA256) of a message with one secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secrets_in_use: Iterable[str], message_id: str, now: datetime, body: str) -> dict[str, str]:
    """Return the headers of one attempt to deliver to a webhook, signed with each secret in use: two for a day after
    one was replaced."""
    timestamp = int(now.timestamp())
    signatures = [sign_message(secret, message_id, timestamp, body) for secret in secrets_in_use]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
    }
