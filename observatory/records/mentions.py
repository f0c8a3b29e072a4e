"""Find who is mentioned in a text: `@username`. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A letter or digit before the sign is an address of mail. Chinese text has no spaces, so only ASCII counts here.
_MENTION = re.compile(r"(?<![A-Za-z0-9._+-])@([\w.@+-]{1,150})")
_GOES_ON = re.compile(r"[A-Za-z0-9_]")


@dataclass(frozen=True)
class Mentions:
    """The people who are mentioned, each once, and the names after an @ that are nobody's."""

    people: list[Any]
    unknown: list[str]


def find_mentions(text: str, people: Mapping[str, Any]) -> Mentions:
    """Return who of `people`, by user name, is mentioned in a text. Upper and lower case make no difference.

    What follows a name need not be a space: "@li, please" and "请@li看一下" mention "li", "@lisa" does not.
    """
    exact = {name.casefold(): name for name in people}
    found: dict[str, Any] = {}
    unknown: dict[str, None] = {}
    for match in _MENTION.finditer(text):
        name = _longest_name(match[1], exact)
        if name is None:
            unknown[match[1].rstrip(".@+-")] = None
        else:
            found[name] = people[name]
    return Mentions(list(found.values()), [name for name in unknown if name])


def _longest_name(written: str, exact: Mapping[str, str]) -> str | None:
    for end in range(len(written), 0, -1):
        if end < len(written) and _GOES_ON.match(written[end]):
            continue
        if name := exact.get(written[:end].casefold()):
            return name
    return None
