"""HTML for texts of another language or direction than that of the page: the attributes `lang` and `dir`, and isolated
names.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

from observatory.public.localised_texts import Run
from observatory.text.right_to_left import RTL_LETTER, text_direction


def language_attributes(text: Run | str, language: str = "") -> Markup:
    """Return the attributes `lang` and `dir` of a text, with a space before each; none where it is like the page.

    `language` is that of a text which is not a `Run`.
    """
    run = text if isinstance(text, Run) else Run(text, language)
    found = Markup(' lang="{}"').format(run.lang) if run.lang else Markup()
    way = text_direction(run.text, run.lang)
    return found + Markup(' dir="{}"').format(way) if way else found


def isolated(text: object) -> Markup:
    """Return a name or title of unknown language, isolated from the line around it if it runs from right to left."""
    return Markup("<bdi>{}</bdi>").format(text) if text_direction(str(text)) else escape(str(text))


def isolate_parts(text: str, parts: Iterable[str]) -> Markup:
    """Return a line as HTML with those of its parts isolated that run from right to left; a part that is not found is
    left.

    Without it the marks between two such parts, and those after one, would be on the wrong side.
    """
    if not RTL_LETTER.search(text):
        return escape(text)
    # The longest first: one part may be within another.
    for part in sorted({part for part in parts if text_direction(part)}, key=len, reverse=True):
        before, found, after = text.partition(part)
        if found:
            return isolate_parts(before, parts) + isolated(part) + isolate_parts(after, parts)
    return escape(text)
