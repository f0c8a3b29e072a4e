"""Clean text on input, from any channel (a form of the admin, a catalogue file, a query string), and names of uploaded
files.

Text pasted from web pages and word processors contains invisible characters. They break searches and comparisons, and
can make the stored text differ from what a reviewer reads (Unicode TR 36).
"""

import re
import unicodedata

MAX_CHARACTERS = 20_000  # of one value; a search vector of a whole record is limited to a megabyte

_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, noncharacters and halves of surrogate pairs: PostgreSQL refuses some of them, YAML all.
_CONTROLS = "\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Soft hyphens, joiners, spaces without width, embeddings and overrides of direction, annotations, language tags.
# Zero-width joiner and non-joiner and direction marks stay: Persian, Hindi, Arabic and emoji need them.
_INVISIBLE = "\u00ad\u034f\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_UNWANTED = re.compile(f"[{_CONTROLS}{_INVISIBLE}]")


def clean_text(text: str, *, one_line: bool = False) -> str:
    """Return `text` in the form in which it is stored; a text in that form is returned unchanged.

    Composed (normalization form C, UAX #15), line breaks as \\n or, for `one_line`, as spaces, tabs as spaces, without
    invisible characters and without white space at the ends.
    """
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    text = text.replace("\n", " ") if one_line else text
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def find_invisible_character(text: str) -> str | None:
    """Return the first invisible character of `text` that `clean_text` removes, or None."""
    found = _UNWANTED.search(text)
    return found[0] if found else None


MAX_FILE_NAME = 200
_SEPARATORS = re.compile(r"[/\\]")
# Marks of direction, which `clean_text` leaves in texts, can make a name look as if it ended with another extension.
_UNWANTED_IN_FILE_NAMES = re.compile("[\u061c\u200c-\u200f]")
_RESERVED = re.compile(r'[<>:"|?*]')  # in the names of files on Windows
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def clean_file_name(name: str) -> str:
    """Return the name of a file without its folders and without invisible or reserved characters.

    At most `MAX_FILE_NAME` characters, with its extension; "file" if nothing is left.
    """
    name = _UNWANTED_IN_FILE_NAMES.sub("", clean_text(_SEPARATORS.split(name)[-1], one_line=True))
    name = _RESERVED.sub("_", name).strip(" .")
    extension = match[0] if (match := _EXTENSION.search(name)) else ""
    stem = name.removesuffix(extension)[: MAX_FILE_NAME - len(extension)]
    return stem + extension or "file"
