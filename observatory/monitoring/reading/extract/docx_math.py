"""Formulas of Word files (Office Math Markup Language, ECMA-376 part 1, 22.1) in one line: "(a + b)/2", "x^2"."""

from lxml import etree

from observatory.monitoring.reading.extract.docx_package import M, W
from observatory.monitoring.reading.extract.struck import BEGIN, END, without_marks

_VALUE = f"{M}val"
_TEXTS = frozenset((f"{M}t", f"{W}t", f"{W}delText"))
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))


def read_formula(element: etree._Element) -> str:
    """Return the text of a formula, or of a part of one. What is deleted in it is marked (see `struck`)."""
    return "".join(map(_read_math, element))


def _read_math(element: etree._Element) -> str:
    """Return an element of a formula, and what is below it, in one line."""
    tag = element.tag
    if tag in _TEXTS:
        return without_marks(element.text or "")
    if not isinstance(tag, str) or tag.endswith("Pr"):
        return ""
    if tag in _DELETED:
        return BEGIN + read_formula(element) + END
    write = _WRITERS.get(tag.removeprefix(M))
    return write(element) if write is not None else read_formula(element)


def _part(element: etree._Element, name: str) -> str:
    part = element.find(M + name)
    return "" if part is None else read_formula(part).strip()


def _grouped(text: str) -> str:
    """Return a part in parentheses, if it is more than one word or number."""
    return text if len(text) < 2 or text.replace(".", "").isalnum() else f"({text})"


def _property(element: etree._Element, name: str, otherwise: str) -> str:
    found = element.find(f"{M}{etree.QName(element).localname}Pr/{M}{name}")
    return otherwise if found is None else found.get(_VALUE, otherwise)


def _fraction(element: etree._Element) -> str:
    line = "¦" if _property(element, "type", "bar") == "noBar" else "/"
    return f"{_grouped(_part(element, 'num'))}{line}{_grouped(_part(element, 'den'))}"


def _scripts(element: etree._Element) -> str:
    """Return a base with what stands below and above it."""
    below, above = _part(element, "sub"), _part(element, "sup")
    return _grouped(_part(element, "e")) + _limits(below, above)


def _limits(below: str, above: str) -> str:
    return (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")


def _scripts_before(element: etree._Element) -> str:
    return _limits(_part(element, "sub"), _part(element, "sup")) + _part(element, "e")


def _root(element: etree._Element) -> str:
    return f"{_part(element, 'deg')}√({_part(element, 'e')})"


def _sum(element: etree._Element) -> str:
    return (
        f"{_property(element, 'chr', '∫')}{_limits(_part(element, 'sub'), _part(element, 'sup'))} {_part(element, 'e')}"
    )


def _delimited(element: etree._Element) -> str:
    parts = [read_formula(part).strip() for part in element.iterchildren(f"{M}e")]
    inside = _property(element, "sepChr", "|").join(parts)
    return f"{_property(element, 'begChr', '(')}{inside}{_property(element, 'endChr', ')')}"


def _write_matrix(element: etree._Element) -> str:
    """Return a matrix of a formula in one line: "a, b; c, d"."""
    rows = (
        ", ".join(read_formula(cell).strip() for cell in row.iterchildren(f"{M}e"))
        for row in element.iterchildren(f"{M}mr")
    )
    return "; ".join(rows)


def _equations(element: etree._Element) -> str:
    return "; ".join(read_formula(part).strip() for part in element.iterchildren(f"{M}e"))


def _function(element: etree._Element) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _limit_below(element: etree._Element) -> str:
    return _part(element, "e") + _limits(_part(element, "lim"), "")


def _limit_above(element: etree._Element) -> str:
    return _part(element, "e") + _limits("", _part(element, "lim"))


def _accent(element: etree._Element) -> str:
    return _part(element, "e") + _property(element, "chr", "\u0302")


def _bar(element: etree._Element) -> str:
    return _part(element, "e") + ("\u0305" if _property(element, "pos", "bot") == "top" else "\u0332")


_WRITERS = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _delimited,
    "m": _write_matrix,
    "eqArr": _equations,
    "func": _function,
    "limLow": _limit_below,
    "limUpp": _limit_above,
    "acc": _accent,
    "bar": _bar,
}
