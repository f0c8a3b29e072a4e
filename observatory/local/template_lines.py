"""Check how templates are laid out: length of lines, indentation by spaces, no spaces at the end, a last line break.

A formatter would do more, and harm: see docs/decisions.md.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from observatory.local import PACKAGES, PROJECT

LONGEST = 160  # characters of a line


def template_files(project: Path = PROJECT) -> Iterator[Path]:
    """Yield every template of the site and the admin."""
    for folder in PACKAGES:
        for path in sorted((project / folder).rglob("*.html")):
            if {"templates", "jinja2"} & set(path.parts):
                yield path


def template_flaws(paths: Iterable[Path]) -> Iterator[str]:
    """Yield what is wrong in the layout of some templates, as `file:line: what`."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.split("\n"), start=1):
            yield from (f"{path}:{number}: {flaw}" for flaw in flaws_of_template_line(line))
        if not text.endswith("\n") or text.endswith("\n\n"):
            yield f"{path}: ends with no line break, or with more than one"


def flaws_of_template_line(line: str) -> Iterator[str]:
    """Yield what is wrong in the layout of a line of a template."""
    if len(line) > LONGEST:
        yield f"longer than {LONGEST} characters"
    if line != line.rstrip():
        yield "spaces at the end"
    if "\t" in line:
        yield "tab"


def tidied(text: str) -> str:
    """Return a template without spaces at the ends of lines, and with one line break at its own end."""
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n"


def main(options: list[str]) -> int:
    """With --fix, put right in the templates what can be without a person; then print every flaw, and return 1 if there
    is one."""
    if "--fix" in options:
        for path in template_files():
            if (text := path.read_text(encoding="utf-8")) != (tidy := tidied(text)):
                path.write_text(tidy, encoding="utf-8")
    found = list(template_flaws(template_files()))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
