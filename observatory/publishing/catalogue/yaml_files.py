"""YAML files as plain values (dict, list, str) that remember their lines. Nothing else of YAML is accepted.

Every scalar is text: its key decides whether it is a date, a flag or a code, so `2023-03` and `1.10` stay as written.
Anchors, aliases, tags, several documents in a file and duplicate keys are refused: they hide from a reviewer what is
loaded, and an alias can make a small file huge.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from observatory.publishing.catalogue.load_report import Problem, Refused
from observatory.text.input_cleaning import MAX_CHARACTERS, clean_text, find_invisible_character

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
_NULL = "tag:yaml.org,2002:null"
# What YAML gives a node of itself, by its look; any other tag was written by hand.
_IMPLICIT = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "null", "bool", "int", "float", "timestamp", "seq", "map", "merge", "value")
}
# What the parser says, and what it mostly means.
_HINTS = {
    "\\t": "indent with spaces, not tabs",
    "expected <block end>": "the indentation does not fit that of the lines above",
    "mapping values are not allowed": "indented wrongly, or a text with a colon that needs quotes",
    "could not find expected ':'": "a key without its colon, or a text that runs on unquoted",
    "expected ',' or": "a bracket or brace is not closed, or a text with a comma or brace needs quotes",
}

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlDocument:
    """One file: its value, and the line of each place in it."""

    name: str
    value: Any
    lines: dict[Place, int]

    def problem(self, place: Place, reason: str, key: str = "") -> Problem:
        """Return the problem at `place` of the file, or at the nearest place above it that has a line. `key` is named
        before the reason."""
        while place not in self.lines and place:
            place = place[:-1]
        return Problem(self.name, self.lines.get(place, 1), f"{key}: {reason}" if key else reason)


class _YamlLoader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent, index):
        """Refuse anchors, aliases and what is nested too deep."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise yaml.composer.ComposerError(
                None, None, "anchors and aliases (& and *) are not allowed: write the value out", event.start_mark
            )
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.composer.ComposerError(
                None, None, f"nested deeper than {MAX_DEPTH} levels: no part of a catalogue is", event.start_mark
            )
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_catalogue_file(path: Path, name: str) -> YamlDocument:
    """Return the plain values in the YAML file `path` with their lines; `name` is how problems call it. Raises
    `Refused`."""
    text = _yaml_text(path, name)
    try:
        root = yaml.compose(text, Loader=_YamlLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"not valid YAML: {error.problem or error.context}"
        reason += "".join(f" ({hint})" for words, hint in _HINTS.items() if words in reason)
        raise Refused([Problem(name, mark.line + 1 if mark else 1, reason)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refused([Problem(name, line, "a control character: remove it")]) from error
    if root is None:
        raise Refused([Problem(name, 1, "the file is empty: write a list of entries, or remove the file")])

    problems: list[Problem] = []
    lines: dict[Place, int] = {}
    value = _yaml_value(root, (), name, lines, problems)
    if problems:
        raise Refused(problems)
    return YamlDocument(name, value, lines)


def _yaml_text(path: Path, name: str) -> str:
    """Return the text of a file to be parsed as YAML; raise `Refused` if it is too large or not UTF-8."""
    try:
        if not path.is_file():  # a pipe or a device would be read for ever
            raise Refused([Problem(name, 1, "not a regular file: remove it, or give a file or folder")])
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused([Problem(name, 1, f"{size:,} bytes: more than {MAX_BYTES:,}; split it into several folders")])
        raw = path.read_bytes()
    except OSError as error:
        raise Refused([Problem(name, 1, f"cannot be read: {error.strerror}")]) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused([Problem(name, line, "not UTF-8: save the file in that encoding")]) from error


def _yaml_value(node: yaml.Node, place: Place, name: str, lines: dict[Place, int], problems: list[Problem]) -> Any:
    """Return the plain value of a YAML node; note its line, and what of YAML is not accepted."""
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if node.tag not in _IMPLICIT:
        problems.append(Problem(name, line, f"the tag {node.tag} is not allowed: remove it"))
        return ""
    if isinstance(node, yaml.SequenceNode):
        return [_yaml_value(item, (*place, index), name, lines, problems) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _yaml_mapping(node, place, name, lines, problems)
    if node.tag == _NULL or not node.value.strip():
        problems.append(Problem(name, line, "empty: give a value, or leave the key out"))
    elif found := find_invisible_character(node.value):
        problems.append(Problem(name, line, f"an invisible character (U+{ord(found):04X}): remove it"))
    elif len(node.value) > MAX_CHARACTERS:
        reason = f"{len(node.value):,} characters: more than {MAX_CHARACTERS:,}; shorten it"
        problems.append(Problem(name, line, reason))
    return clean_text(node.value)


def _yaml_mapping(node, place: Place, name: str, lines: dict[Place, int], problems: list[Problem]) -> dict[str, Any]:
    """Return the plain values of a YAML mapping; note the lines of its keys."""
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(name, line, "a key must be a word"))
            continue
        key = key_node.value
        if key == "<<":
            problems.append(Problem(name, line, "merge keys (<<) are not allowed: write the keys out"))
            continue
        if key in found:
            problems.append(Problem(name, line, f"the key “{key}” appears twice: keep one"))
        lines[(*place, key)] = line
        found[key] = _yaml_value(value_node, (*place, key), name, lines, problems)
    return found
