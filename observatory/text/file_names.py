"""Clean the names of files that people upload."""

import re

from observatory.text.clean import clean_text

MAX_CHARACTERS = 200
_SEPARATORS = re.compile(r"[/\\]")
# Marks of direction, which `clean_text` leaves in texts, can make a name look as if it ended with another extension.
_UNWANTED = re.compile("[\u061c\u200c-\u200f]")
_RESERVED = re.compile(r'[<>:"|?*]')  # in the names of files on Windows
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def clean_file_name(name: str) -> str:
    """Return the name of a file without its folders and without invisible or reserved characters.

    At most `MAX_CHARACTERS` characters, with its extension; "file" if nothing is left.
    """
    name = _UNWANTED.sub("", clean_text(_SEPARATORS.split(name)[-1], one_line=True))
    name = _RESERVED.sub("_", name).strip(" .")
    extension = match[0] if (match := _EXTENSION.search(name)) else ""
    stem = name.removesuffix(extension)[: MAX_CHARACTERS - len(extension)]
    return stem + extension or "file"
