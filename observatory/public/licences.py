"""Data licences known by their SPDX identifier (https://spdx.org/licenses/), and validation of the contact."""

import re

# SPDX identifier -> the name that readers know, and the address of the licence.
KNOWN = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "ODC-By-1.0": ("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "ODbL-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "PDDL-1.0": ("PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
SPDX_FORM = r"^[A-Za-z0-9.+-]{1,60}\Z"
# The addr-spec of RFC 5322 without quoted parts and comments, which no mail form takes either.
_MAILBOX = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
CONTACT_FORM = rf"^((mailto:)?{_MAILBOX}|https?://[^\s/]+\S*)?\Z"
_EMAIL = re.compile(rf"(?:mailto:)?({_MAILBOX})")


def defaults_of(spdx: str) -> dict[str, dict[str, str]]:
    """Return the `default` arguments of name and address of a licence; none where the identifier is not known, so that
    the environment must name both."""
    if spdx not in KNOWN:
        return {"name": {}, "url": {}}
    name, url = KNOWN[spdx]
    return {"name": {"default": name}, "url": {"default": url}}


def email_of(contact: str) -> str:
    """Return the e-mail address of a contact; "" where it is a web address, or empty."""
    found = _EMAIL.fullmatch(contact)
    return found[1] if found else ""
