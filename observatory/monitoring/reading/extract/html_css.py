"""The style sheets of a page, as far as they strike or hide text.

Only plain rules: an element by its name, class, id, attribute or place among its siblings. What holds for some screens,
some states or some moments (`@media`, `:hover`, an animation) is for the browser.
"""

import re
from collections.abc import Iterator

LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;{}]*line-through")
_HEIGHT = r"height(?<!line-height)(?<!min-height)\s*:\s*0(?:px)?\s*(?:;|$|\})"
# How a declaration hides, and how another one for the same elements shows them.
_ANY = r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|height\s*:\s*(?:[1-9]|auto)|(?:left|top)\s*:\s*[\da]"
_HIDING = (
    (r"display\s*:\s*none", r"display\s*:\s*(?!none)[a-z]"),
    (r"visibility\s*:\s*(?:hidden|collapse)", r"visibility\s*:\s*visible"),
    (r"opacity(?<!-opacity)\s*:\s*0(?:\.0+)?(?![.\d])", r"opacity\s*:\s*(?:1|\.|0\.0*[1-9])"),
    (r"font-size\s*:\s*0(?![.\d])", r"font-size\s*:\s*[1-9.]"),
    (r"left\s*:\s*-(?:\d{4}|\d{3}r?em|999)", _ANY),
    (r"top\s*:\s*-(?:\d{4}|\d{3}r?em|999)", _ANY),
    (r"text-indent\s*:\s*-(?:\d{4}|\d{3}r?em|999|100%)", r"text-indent\s*:\s*\d"),
    (r"clip\s*:\s*rect\(\s*[01](?:px)?[,\s]+[01]", r"clip\s*:\s*auto"),
    (r"clip-path\s*:\s*inset\(\s*(?:50|100)%", r"clip-path\s*:\s*none"),
    (rf"{_HEIGHT}(?=[^{{}}]{{0,300}}overflow\s*:\s*hidden)", _ANY),
    (rf"overflow\s*:\s*hidden(?=[^{{}}]{{0,300}}[;\s](?:max-)?{_HEIGHT})", _ANY),
    (r"content-visibility\s*:\s*hidden", r"content-visibility\s*:\s*[av]"),
)
NOT_SHOWN = re.compile("|".join(hides for hides, _ in _HIDING))
# Apart, because the engine finds a literal word tenfold faster.
_RULES = tuple(
    (re.compile(hides), re.compile(rf"(?![\w-])[^{{}}]{{0,300}}\{{[^{{}}]{{0,800}}?(?:{shows})"))
    for hides, shows in _HIDING
)
_WORDS = ("line-through", "none", "hidden", "collapse", "opacity", "font-size", "left", "top", "text-indent", "clip")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->|<!\[CDATA\[|\]\]>", re.S)
_MOVES = re.compile(r"animation|transition")
_BETWEEN_PARTS = re.compile(r"\s*[>+~]\s*|\s+")
# One part of a selector: conditions and states are for the browser.
_PART = re.compile(
    r"(?:[a-z][\w-]*|\*)?(?:[.#][\w-]+|\[[\w-]+(?:[~|^$*]?=[^\]]*)?\]"
    r"|:(?:first|last|only)-(?:child|of-type)|:nth-(?:last-)?(?:child|of-type)\([\w\s+-]*\))*",
    re.I,
)
_NAMED = re.compile(r"[.#][\w-]+|\[[^\]]*\]|:(?:first|last|only|nth)")
_CLASS_OR_ID = re.compile(r"[.#][\w-]+")
_DELETING = frozenset(("s", "del", "strike"))
_MAX_CSS, _MAX_RULES, _LONGEST_SELECTOR, _LONGEST_RULE = 500_000, 60, 1_000, 2_000


def find_selectors(css: str) -> tuple[list[str], list[str]]:
    """Return the selectors of the rules that put a line through text, and of those that hide elements which no other
    rule shows."""
    css, lowered = _prepared_css(css)
    striking = [selector for selector, *_ in _plain_rules(css, lowered, LINE_THROUGH)] if lowered else []
    hiding = [
        selector
        for hides, shows in (_RULES if lowered else ())
        for selector, start, body in _plain_rules(css, lowered, hides)
        if not _MOVES.search(body) and not _is_shown_elsewhere(selector, start, lowered, shows)
    ]
    return striking, hiding


def _prepared_css(css: str) -> tuple[str, str]:
    """Return the style sheet without comments, and in lower case; empty if nothing in it can hide."""
    css = css[:_MAX_CSS]
    if "/*" in css or "<!" in css:
        css = _COMMENT.sub("", css)
    lowered = css.lower()
    if not any(word in lowered for word in _WORDS):
        return "", ""
    return (css, lowered) if len(css) == len(lowered) else (lowered, lowered)


def _plain_rules(css: str, lowered: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, str]]:
    """Yield the plain selectors of the rules with such a declaration, each with the place and the text of the rule's
    declarations, outside blocks such as @media, which hold for some screens only."""
    seen = depth = 0
    for number, declaration in enumerate(pattern.finditer(lowered)):
        start = css.rfind("{", seen, declaration.start())
        if number >= _MAX_RULES:
            return
        if start < 0:
            continue
        depth += css.count("{", seen, start) - css.count("}", seen, start)
        seen = start
        if depth:
            continue
        before = max(css.rfind(mark, 0, start) for mark in "{};") + 1
        end = css.find("}", start)
        body = lowered[start + 1 : min(end if end >= 0 else len(css), start + _LONGEST_RULE)]
        for selector in css[before:start][:_LONGEST_SELECTOR].split(","):
            if _is_plain_selector(selector.strip()):
                yield selector.strip(), start, body


def _is_plain_selector(selector: str) -> bool:
    """Return whether a selector of a style sheet names elements by tag, class and id alone."""
    parts = [part for part in _BETWEEN_PARTS.split(selector) if part]
    return (
        all(_PART.fullmatch(part) for part in parts)
        and bool(parts)
        and (parts[-1].lower() in _DELETING or any(map(_NAMED.search, parts)))
    )


def _is_shown_elsewhere(selector: str, start: int, css: str, shows: re.Pattern[str]) -> bool:
    """Return whether another rule than the one at `start` shows elements of that name: then a script opens and closes
    them."""
    names = _CLASS_OR_ID.findall(selector.lower())
    if not names:
        return False
    at = css.find(names[-1])
    for _ in range(_MAX_RULES):
        if at < 0:
            return False
        if (match := shows.match(css, at + len(names[-1]))) and not at < start < match.end():
            return True
        at = css.find(names[-1], at + 1)
    return True
