"""The labelled quotes of this folder: read from the two lists and put into documents (HTML, Word, plain text)."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import docx.document
from docx.oxml import OxmlElement

FOLDER = Path(__file__).parent
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILLER = {
    "english": (
        "Visitors to the hall sign the book at the door. A survey of readers was held in June.",
        "The working group met at Sand Point and described the pilot as lively.",
        "Questions about parking are answered by the porter. Maps hang in the corridor.",
        "The exhibition of old seals will be repeated in the autumn at Gull Street.",
        "Remarks from the villages were brief and have been passed to the secretary.",
    ),
    "chinese": (
        "参观者在入口处登记。六月开展了读者调查。",
        "工作组在沙嘴召开座谈会，与会人员认为试点生动有效。",
        "停车问题由门卫解答。走廊内挂有地图。",
        "旧印章展览将于秋季在鸥街再次举办。",
        "各村意见较为简短，已转交秘书处。",
    ),
}
BLOCK = re.compile(r"<(p|h2|ul|ol|table|details|style|div|del><p)\b")
SIMPLE = re.compile(r"</?(p|h2|ul|ol|li|table|tr|th|td|s|ins|del|b|i)>")
ITEM = re.compile(r"<(p|h2|li|tr)>(.*?)</\1>")
RUN = re.compile(r"<(s|ins|del)>(.*?)</\1>|([^<]+)")


@dataclass(frozen=True)
class LabelledQuote:
    """A quote with its context, the HTML of the passage as it reads now, and the states that are right."""

    number: int
    language: str
    kind: str
    prefix: str
    exact: str
    suffix: str
    body: str
    states: tuple[str, ...]
    meaning_changed: bool | None

    def is_right(self, state: str) -> bool:
        return state in self.states

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """The content type and the bytes of each document the case is put into."""
        before, after = FILLER[self.language][:3], FILLER[self.language][3:]
        parts = [f"<p>{part}</p>" for part in before], self.body, [f"<p>{part}</p>" for part in after]
        whole = "".join((*parts[0], parts[1], *parts[2]))
        title = "<title>Notice</title><h1>Notice of the board</h1>"
        yield "text/html; charset=utf-8", f"<!DOCTYPE html>{title}<main>{whole}</main>".encode()
        if "<" in SIMPLE.sub("", whole) or "<del><p>" in whole:
            return
        if self.number % 4 == 0 or re.search(r"<(s|ins|del|table)>", whole):
            yield WORD, _word(whole)
        if not re.search(r"<(s|ins|del)>", whole):
            yield "text/plain; charset=utf-8", "\n\n".join(_plain(whole)).encode()


@cache
def read_cases() -> tuple[LabelledQuote, ...]:
    return tuple(case for language in FILLER for case in _read(language))


def _read(language: str) -> Iterator[LabelledQuote]:
    context = ("", "")
    for number, line in enumerate((FOLDER / f"{language}.txt").read_text("utf-8").splitlines(), start=1):
        if line.startswith("@ "):
            before, after = line[2:].split(" | ")
            space = " " if language == "english" else ""
            context = (before + space, space + after)
            continue
        states, kind, quote, now = line.split(" | ", 3)
        prefix, exact, suffix = _parts(quote.replace("\\n", "\n"), context)
        body = now if BLOCK.match(now) else f"<p>{prefix}{exact if now == '=' else now}{suffix}</p>"
        if "[[" in quote and not BLOCK.match(now):
            body = f"<p>{context[0]}{exact if now == '=' else now}{context[1]}</p>"
        meaning = True if "!" in states else False if "~" in states else None
        labels = tuple(state.strip("!~ ") for state in states.split(","))
        yield LabelledQuote(number, language, kind, prefix, exact, suffix, body, labels, meaning)


def _parts(quote: str, context: tuple[str, str]) -> tuple[str, str, str]:
    if "[[" not in quote:
        return context[0], quote, context[1]
    prefix, rest = quote.split("[[")
    exact, suffix = rest.split("]]")
    return prefix, exact, suffix


def _plain(whole: str) -> Iterator[str]:
    for _, inner in ITEM.findall(whole):
        cells = re.sub(r"</t[hd]><t[hd]>", "\t", inner)
        yield html.unescape(re.sub(r"<[^>]+>", "", cells))


@cache
def _empty_word_file() -> tuple[docx.document.Document, dict[str, bytes]]:
    """A document and the parts of its file: making both takes longer than to read a case."""
    document, sink = docx.Document(), io.BytesIO()
    document.save(sink)
    with zipfile.ZipFile(sink) as archive:
        return document, {name: archive.read(name) for name in archive.namelist()}


def _word(whole: str) -> bytes:
    document, parts = _empty_word_file()
    document._body.clear_content()
    table = None
    for tag, inner in ITEM.findall(whole):
        if tag != "tr":
            table = None
            style = {"h2": "Heading 2", "li": "List Bullet"}.get(tag)
            _runs(document.add_paragraph(style=style), inner)
            continue
        cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", inner)
        table = document.add_table(rows=0, cols=len(cells)) if table is None else table
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            _runs(cell.paragraphs[0], text)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, part in (parts | {"word/document.xml": document.part.blob}).items():
            archive.writestr(name, part)
    return sink.getvalue()


def _runs(paragraph, inner: str) -> None:  # type: ignore[no-untyped-def]
    for tag, marked, plain in RUN.findall(re.sub(r"</?[bi]>", "", inner)):
        run = paragraph.add_run(html.unescape(marked or plain))
        if tag == "s":
            run.font.strike = True
        elif tag:
            change = OxmlElement(f"w:{tag}")
            run._r.addprevious(change)
            change.append(run._r)
            if tag == "del":
                run._r.find(docx.oxml.ns.qn("w:t")).tag = docx.oxml.ns.qn("w:delText")
