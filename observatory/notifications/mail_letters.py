"""The content of a mail (`Letter`, `Section`, `Line`), and how it is written as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from observatory.text.typography import collapse_spaces

LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Line:
    """One thing that a mail reports: what it is, where it is (absolute URL), and what is said of it. `finding` is what
    a subject says of it after the title."""

    title: str
    url: str = ""
    note: str = ""
    severe: bool = False
    finding: str = ""

    @property
    def headline(self) -> str:
        """The thing as the subject of a mail."""
        return _("%(title)s: %(finding)s") % {"title": self.title, "finding": self.finding or self.note}


@dataclass(frozen=True)
class Section:
    """Things of one sort. `more` is a link (words, URL) to those that are not listed."""

    heading: str
    lines: Sequence[Line]
    more: tuple[str, str] | None = None


@dataclass(frozen=True)
class Letter:
    """A mail in one language. `button` is the one thing to do; `why` says why the recipient gets it; `links` (words,
    URL) change that."""

    subject: str
    opening: str
    sections: Sequence[Section] = ()
    button: tuple[str, str] | None = None
    closing: str = ""
    why: str = ""
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)


def clean_subject(text: str) -> str:
    """Return the subject of a mail in one line without control characters, shortened at a word: titles are written by
    people."""
    line = collapse_spaces("".join(each if each.isprintable() else " " for each in text)).strip()
    if len(line) <= LONGEST_SUBJECT:
        return line
    cut = line[: LONGEST_SUBJECT - 1]
    return f"{cut.rpartition(' ')[0] or cut}…" if len(cut.rpartition(" ")[0]) > LONGEST_SUBJECT // 2 else f"{cut}…"


def as_text(letter: Letter) -> str:
    """Return the letter as plain text."""
    parts = [letter.opening]
    if letter.button:
        words, url = letter.button
        parts.append(_("%(words)s:\n%(url)s") % {"words": words, "url": url})
    for section in letter.sections:
        parts.append("\n".join([section.heading.upper(), *_section_lines(section)]))
    if letter.closing:
        parts.append(letter.closing)
    foot = [letter.why, *(_("%(words)s: %(url)s") % {"words": words, "url": url} for words, url in letter.links)]
    parts.append("\n".join(["-- ", *filter(None, foot)]))
    return "\n\n".join(parts) + "\n"


def _section_lines(section: Section) -> list[str]:
    found = []
    for line in section.lines:
        found.append(f"\n{'!! ' if line.severe else '- '}{collapse_spaces(line.title)}")
        found += [f"  {part}" for part in (collapse_spaces(line.note), line.url) if part]
    if section.more:
        words, url = section.more
        found.append(f"\n{words}\n  {url}")
    return found


def as_html(letter: Letter, language: str) -> str:
    """Return the letter as an HTML page; `language` is its HTML tag. All texts are escaped."""
    return render_to_string("mail/letter.html", {"letter": letter, "language": language}, using="jinja2")
