"""`make rooms`: print the table of packages in docs/architecture.md, from the current code.

A room is a package of the project with its own purpose. The Markdown table has for each the first line of its
docstring, its Python files and lines (without migrations), and the rooms that it imports from.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp

from observatory.local import PACKAGES, PROJECT

# Packages that belong to their parent room.
_PARTS = {"migrations", "management", "models", "admin", "extract", "commands"}


@dataclass(frozen=True)
class Room:
    """A package: its purpose, size, and the rooms it imports from."""

    name: str
    purpose: str
    files: int
    lines: int
    imports: list[str]


def rooms() -> list[Room]:
    """Return every room (package) of the project, by name, with its size and the packages that it imports."""
    names = sorted(_package_names())
    graph = grimp.build_graph(*PACKAGES)
    of = {module: room_of(module, names) for module in graph.modules}
    found = []
    for name in names:
        modules = [module for module, room in of.items() if room == name]
        imports = {of[target] for module in modules for target in graph.find_modules_directly_imported_by(module)}
        files = [path for path in _files_of_package(name) if path.stat().st_size]
        lines = sum(len(path.read_text().splitlines()) for path in files)
        found.append(Room(name, _purpose_of_package(name), len(files), lines, sorted(imports - {name})))
    return found


def room_of(module: str, names: list[str]) -> str:
    """Return the innermost room that holds a module."""
    return max((name for name in names if module == name or module.startswith(f"{name}.")), key=len)


def markdown_table(found: list[Room]) -> str:
    """Return the table of packages as Markdown."""
    rows = ["| room | what it holds | files | lines | imports from |", "|---|---|---|---|---|"]
    for room in found:
        imports = ", ".join(f"`{_short(each)}`" for each in room.imports)
        rows.append(f"| `{_short(room.name)}` | {room.purpose} | {room.files} | {room.lines:,} | {imports} |")
    total = f"| all | | {sum(room.files for room in found)} | {sum(room.lines for room in found):,} | |"
    return "\n".join([*rows, total])


def _package_names() -> Iterator[str]:
    """Yield the names of the packages that are rooms: not those of their parts, such as migrations and models."""
    for root in PACKAGES:
        for path in (PROJECT / root).rglob("__init__.py"):
            parts = path.parent.relative_to(PROJECT).parts
            if not _PARTS & set(parts):
                yield ".".join(parts)


def _files_of_package(name: str) -> Iterator[Path]:
    """Yield the Python files of a room without those of rooms within it."""
    names = sorted(_package_names())
    for path in (PROJECT / name.replace(".", "/")).rglob("*.py"):
        module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        if "migrations" not in path.parts and room_of(module, names) == name:
            yield path


def _purpose_of_package(name: str) -> str:
    text = (PROJECT / name.replace(".", "/") / "__init__.py").read_text()
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


def _short(name: str) -> str:
    return name.removeprefix("observatory.")


def main() -> int:
    print(markdown_table(rooms()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
