"""Plain text from the values of BibTeX fields."""

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_COMMAND = re.compile(r"[\\$~]|--|``|''")
_COMMENT_SIGN = re.compile(r"(?<!\\)%")
_DEEPEST = 50


def latex_to_plain_text(value: str) -> str:
    """Return a value without commands and braces: accents as letters, "--" as a dash. What is no LaTeX stays.

    >>> latex_to_plain_text(r"{G\\"odel} \\& Escher -- 50% more")
    'Gödel & Escher – 50% more'
    """
    if not _COMMAND.search(value):
        return re.sub("[{}]", "", value)  # the usual case, and the decoder takes a millisecond for each value
    escaped = _COMMENT_SIGN.sub(r"\\%", value)
    if escaped.count("$") - escaped.count(r"\$") == 1:  # an amount of money, not the start of a formula
        escaped = escaped.replace("$", r"\$").replace(r"\\$", r"\$")
    if _depth_of_braces(value) <= _DEEPEST:
        try:
            return str(_latex_decoder().latex_to_text(escaped))
        except Exception:  # noqa: S110 - what cannot be read as LaTeX is shown as it was written
            pass
    return re.sub(r"[{}]", "", value)


@cache
def _latex_decoder() -> LatexNodes2Text:
    """Return the decoder of LaTeX, with the commands that it does not know."""
    context = get_default_latex_context_db()
    signs = {"textendash": "–", "textasciicircum": "^", "textasciitilde": "~", "textbackslash": "\\", "url": "%s"}
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in signs.items()]
    context.add_context_category("references", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text")


def _depth_of_braces(value: str) -> int:
    """Return how deeply the braces and brackets of a value in LaTeX are nested."""
    depth = deepest = 0
    for sign in re.findall(r"[{}\[\]]", value):
        depth += 1 if sign in "{[" else -1
        deepest = max(deepest, depth)
    return deepest
