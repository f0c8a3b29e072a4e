"""Messages of Jinja templates, which Django's `makemessages` cannot read: it knows its own template language alone."""

from collections.abc import Iterator

from jinja2 import Environment
from jinja2.ext import extract_from_ast

# The functions of `observatory.site.templating.template_messages`, as templates call them.
PLAIN = {"_", "html_message"}
FUNCTIONS = (*PLAIN, "ngettext", "pgettext")
# How templates of the site are parsed; what they call need not exist for that.
_SYNTAX = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - nothing is rendered


def messages(source: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield each message of a template: line, function, and its constant texts in the order of the arguments."""
    for line, function, texts in extract_from_ast(_SYNTAX.parse(source), FUNCTIONS, babel_style=True):
        found = texts if isinstance(texts, tuple) else (texts,)
        yield line, function, tuple(text for text in found if text is not None)


def as_python(source: str) -> str:
    """Return the messages of a template as calls in Python, each on its line, for GNU xgettext to read."""
    lines = [""] * (source.count("\n") + 1)
    for line, function, texts in messages(source):
        name = "_" if function in PLAIN else function
        count = ", 0" if function == "ngettext" else ""
        lines[line - 1] += f"{name}({', '.join(map(repr, texts))}{count}); "
    return "\n".join(lines)
