"""What a page with hardly any text has instead: the markup of a bot check, a login or an application, a script that
sends its reader on, a file that a script shows, a template that is not filled in, a picture of the text.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome_names import CHROME, chrome_flags
from observatory.monitoring.reading.text_size import count_letters

THIN = 400  # characters of main text; a page with more is not looked at
_MOST_SCRIPT, _MOST_HTML = 2_000, 3_000_000
_TEXT_IN_SCRIPT = 200  # letters
_DEEPEST = 60
_SMALL = 100  # pixels; a scanned page is larger
_TEMPLATE_TYPES = ("template", "text/html", "text/plain", "handlebars", "mustache", "jsrender", "application/json")
_STATE = re.compile(
    r"__(?:NEXT_DATA|NUXT|INITIAL_\w{1,30}|PRELOADED_\w{1,30}|APOLLO_STATE|DATA)__|document\.write\s*\("
)
_GOES_TO = re.compile(
    r"""\blocation(?:\s*\.\s*href)?\s*=\s*["']([^"'\s<>]{1,2000})["']"""
    r"""|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*["']([^"'\s<>]{1,2000})["']"""
)
_ON_CONDITION = re.compile(r"\bif\b|\bswitch\b|\?|&&|\|\||\bclick\b|onclick|cookie|\bconfirm\b")
_FILE = re.compile(r"""["']([^"'\s<>]{1,500}\.pdf)(?:[?#][^"'\s<>]{0,200})?["']""", re.IGNORECASE)
_ASIDE = frozenset(("nav", "header", "footer", "aside", "button", "noscript", "template"))
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|bmp)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?<![a-z])(?:logos?|icons?|ico|favicon|avatars?|banner|bg|background|btn|button|pixel|blank|spacer|dot|arrow|line"
    r"|loading|spinner|qr-?code|qr|erweima|beian|gongan|share|weixin|wechat|weibo|top|close|flag|badge|emblem|guohui)"
    r"(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ThinPage:
    """What was found: the URL to which a script sends the reader, the files that scripts show, and signals for the
    classifier ("template": there is text in scripts, "picture": there is a picture where the text would be)."""

    redirect_url: str = ""
    file_urls: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()


def read_thin_page(html: str, url: str) -> ThinPage:
    """Return what a page with hardly any text has instead of it; `url` resolves its links."""
    if len(html) > _MOST_HTML or ("<script" not in html and "<img" not in html and "onload" not in html):
        return ThinPage()
    tree = LexborHTMLParser(html)
    base_node = tree.css_first("base[href]")
    base = urljoin(url, (base_node.attributes["href"] or "").strip()) if base_node else url
    code, has_template = _read_scripts(tree)
    signals = (("template",) if has_template else ()) + (("picture",) if _shows_picture(tree) else ())
    return ThinPage(_redirect_by_script(tree, code, base, url), _files(code, base), signals)


def _read_scripts(tree: LexborHTMLParser) -> tuple[str, bool]:
    """Return the code of the page, and whether its scripts hold text that is yet to be shown."""
    code, has_template = [], False
    for node in tree.css("script"):
        kind, text = (node.attributes.get("type") or "").lower(), node.text()
        is_data = "ld+json" not in kind and any(name in kind for name in _TEMPLATE_TYPES)
        if is_data or (_STATE.search(text) and "src" not in node.attributes):
            has_template = has_template or count_letters(text[:20_000]) >= _TEXT_IN_SCRIPT
        elif not kind or "javascript" in kind or kind == "module":
            code.append(text)
    return "\n".join(code).strip(), has_template


def _redirect_by_script(tree: LexborHTMLParser, code: str, base: str, url: str) -> str:
    """Return where the code of a thin page sends every reader at once: it says nothing else of weight and asks for no
    condition."""
    body = tree.body
    code = f"{code}\n{(body.attributes.get('onload') or '') if body else ''}"
    if len(code) > _MOST_SCRIPT or _ON_CONDITION.search(_GOES_TO.sub("", code)):
        return ""
    targets = {_absolute_url(base, match[1] or match[2]) for match in _GOES_TO.finditer(code)}
    target = targets.pop() if len(targets) == 1 else ""
    return "" if target.partition("#")[0] == url.partition("#")[0] else target


def _files(code: str, base: str) -> tuple[str, ...]:
    files = {_absolute_url(base, match[1]) for match in _FILE.finditer(code[:200_000])} - {""}
    return tuple(files) if len(files) == 1 else ()


def _absolute_url(base: str, reference: str) -> str:
    """Return the absolute URL of what a script refers to, "" if it cannot be visited."""
    try:
        url = urljoin(base, reference)
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _shows_picture(tree: LexborHTMLParser) -> bool:
    return any(_picture_may_show_text(node) for node in tree.css("img")[:50])


def _picture_may_show_text(image: LexborNode) -> bool:
    """Return whether a picture may have the text of a thin page: it is in the content, and neither small nor named as
    decoration."""
    attributes = image.attributes
    source = attributes.get("src") or ""
    if not source or source.startswith("data:"):
        source = attributes.get("data-src") or attributes.get("data-original") or source
    names = " ".join(attributes.get(name) or "" for name in ("class", "id"))
    if not source or (source.startswith("data:") and len(source) < 10_000):
        return False
    if _DECORATION.search(source[-200:]) or _DECORATION.search(names):
        return False
    if any(_is_small(attributes.get(side) or "") for side in ("width", "height")):
        return False
    parent = image.parent
    for _ in range(_DEEPEST):
        if parent is None or parent.tag in ("body", "html"):
            return True
        given = parent.attributes
        if parent.tag == "a" and not _PICTURE_FILE.search((given.get("href") or "").partition("?")[0]):
            return False
        named = "".join(f' {name}="{given.get(name) or ""}"' for name in ("class", "id", "role") if name in given)
        if parent.tag in _ASIDE or chrome_flags(named) & CHROME:
            return False
        parent = parent.parent
    return False


def _is_small(length: str) -> bool:
    figures = length.strip().removesuffix("px")
    return figures.isdecimal() and figures.isascii() and len(figures) < 6 and int(figures) < _SMALL


_LITTLE = 2_000  # characters of main text; a longer page is a document, whatever scripts it has
_LOOK = 300_000

_MARKS = {
    "challenge": (
        "cf-browser-verification", "/cdn-cgi/challenge-platform", "_cf_chl_opt", "cf-chl-", "jsl_clearance",
        "('_')+('_')", '" r="m"', "_fs-ch-",
        "acw_sc__v2", "_incapsula_resource", "px-captcha", "awswafcookiedomainlist", "aws-waf-token",
        "challenge-container", "ddos-guard", "sucuri_cloudproxy", "$_ts=", "$_ts.", "distil_r_captcha",
        "captcha-delivery.com", "ak_bmsc", "bm-verify", "just a moment...", "anubis_challenge", "safeline", "yundun",
        "waf-nc",
    ),
    "captcha": ("captcha", "turnstile", "geetest", "nc_token", "验证码", "滑块", "人机验证"),
    "noscript": ("<noscript",),
    "spa": (
        'id="root"', 'id="app"', 'id="__next"', 'id="__nuxt"', "id=root", "id=app", "<app-root", "ng-app",
        "data-reactroot",
    ),
}  # fmt: skip


def find_signals(html: str, main_text_size: int) -> tuple[str, ...]:
    """Return names of the kinds of markup found: challenge, captcha, noscript, spa; empty for a page with much text."""
    if main_text_size > _LITTLE:
        return ()
    lowered = html[:_LOOK].lower()
    return tuple(name for name, marks in _MARKS.items() if any(mark in lowered for mark in marks))
