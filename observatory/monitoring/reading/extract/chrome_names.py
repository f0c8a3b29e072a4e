"""Recognise the chrome of a page (menus, sidebars, footers, comments), its hidden parts and its main part by the names
of elements, classes, ids and roles.
"""

import re
from functools import lru_cache

# Never text for a reader.
UNREAD = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "audio", "video",
        "select", "datalist", "button", "textarea", "noframes", "noembed", "applet",
        "rt", "rtc", "rp",  # how a word is pronounced
        "annotation", "annotation-xml",  # the source of a formula
    )
)  # fmt: skip

_NAMES = re.compile(
    r"""(?ix) (?<![a-z0-9])(?:
    nav | navs | navi | navbar | topnav | subnav | sidenav | mainnav | navigation | menus? | submenu | megamenu
  | breadcrumbs? | crumbs? | side-?bar | side-?nav | footer | foot | site-?header | page-?header-?bar | top-?bar
  | cookies? | cookie-?(?:banner|bar|notice|consent|law) | consent | gdpr | ccpa | onetrust | cmp-?(?:box|banner)
  | share | shares | sharing | share-?(?:bar|box|buttons?|links?) | social | socials | social-?\w+ | bdsharebuttonbox
  | addthis | jiathis | sns | follow-?us
  | related | related-?\w+ | relate | recommend | recommends | recommended | recommendations? | tuijian | xiangguan
  | similar-?(?:posts?|articles?|news) | read-?next-?\w* | read-more(?:-\w+)?
  | more-?(?:posts?|articles?|news|cards|stories|from)
  | comments? | comment-?(?:list|area|form|box|section) | comment-?respond | disqus\w*
  | cmts? | cmt-?list | liuyan | pinglun | replies
  | pagination | pager | paging | page-?nav(?:igation)? | prev-?next | post-?nav\w*
  | ads? | adv | adverts? | advertis\w+ | ad-?(?:slot|box|banner|wrap|container|unit|block) | adsbygoogle | guanggao
  | sponsor | sponsored | promo | promos | promotion | taboola | outbrain
  | hot-?(?:list|news|rank|topics?|words?|spots?) | ranks?(?!-math) | ranking | paihang | top-?list | most-?\w+ |
   trending | popular
  | login | log-?in-?\w+ | sign-?in | sign-?up | user-?login
  | copyright | copyrights | copy-?right | colophon | imprint-?bar
  | tool-?bar | newsletter\w* | subscribe\w* | subscription-?box | pop-?up\w* | modal | dialog | toast | tooltips?
  | skip-?\w+ | sr-only | visually-?hidden | screen-?reader-?text | searchbox | search-?(?:form|bar|box)
  | qr-?code\w* | erweima | language-?(?:switch\w*|select\w*|picker|menu) | lang-?(?:switch\w*|select\w*)
  | toc | table-?of-?contents | page-?views? | view-?counts? | visitors? | hits? | counter | page-?meta
  | alert-?bar | announcement-?bar | floating\w* | back-?to-?top | gotop | print-?only | noprint | no-print
  | author-?(?:box|bio|info|desc|description|card|profile|about|area|section|container|wrap)\w*
  | about-?(?:the-?)?author
  | (?:mini|short)-?bio\w* | autor-?(?:box|info|kasten) | saboxplugin-?\w* | (?:post|entry)-author(?:-\w+)*
  | donat\w+ | (?:article-)?donation\w*(?:-\w+)* | spenden-?\w* | steady-kasten | pum | pum-\w+ | popmake-?\w*
  | flyouts? | recirculation-?\w* | upsell\w* | cross-?sell\w* | rec-?posts? | list-?posts(?:-\w+)*
  | next-?(?:story|post)(?:-\w+)*
  | rating | ratings | voting\w* | reviews?-?form | news-rate | likes?-\w+ | respond
  | kommentare? | kommentar-?(?:modul|content|form|list)\w* | embed(?:-\w+)* | playlists?(?:-\w+)*
  | video-playlist\w*
  | td-module(?:-\w+)* | tsr-\w+ | news-?teasers? | contact-teasers?(?:-\w+)* | saiba-mais\S*
  | lee-tambien\S* | siguenos
  | aside(?:-content)? | text-?widget | entry-?footer | post-?metadata | online-list | cta | subscription-widget
  | news-letters?(?:-\w+)* | souscription | assinatura | (?:editorial|advertising|affiliate)-?(?:disclosure|text)
  | print-button(?:-\w+)* | action-?bar(?:-\w+)* | report(?:ar)?-error
  | (?:products?|recipe|article|news|teaser)-?(?:multi-?)?slider
  | licen[cs]e-?info | [a-z]+-disclaimer | app-?(?:section|stores?)\w* | third-party-\w+(?:-\w+)*
  | widget-?area | tags? | tag-?(?:list|cloud|links) | friend-?links? | youqing | weixin | wechat
  )(?![a-z0-9])"""
)
_ROLES = re.compile(
    r"\b(?:navigation|banner|contentinfo|search|complementary|dialog|alertdialog|menu|menubar|toolbar|tablist)\b"
)
_ATTRIBUTE = re.compile(r'\s(class|id|role|style|aria-hidden|aria-modal|hidden|itemprop)(?:="([^"]*)")?(?=[\s/]|$)')
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Parts that are said to be hidden from screen readers because they lie over the page or beside it until a script moves
# them; other parts that are said to be so are visible.
_OVERLAYS = re.compile(
    r"(?i)modal|dialog|pop-?up|drawer|menu|nav|off-?canvas|overlay|slide|carousel|swiper|slick|clone|lightbox|tooltip"
    r"|drop-?down|collaps|side-?bar|backdrop|toast|banner|search|cookie|consent|hidden|sprite"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAIN_NAMES = re.compile(
    r"(?i)(?<![a-z])(?:article|post|entry|content|main|body|text|detail|news|story|prose|markdown|zhengwen|neirong"
    r"|trs_editor|document|policy|legal|terms)(?![a-z])|articlebody|maincontent"
)

_COMMENTS = re.compile(r"(?i)(?<![a-z0-9])(?:comments?|cmts?|disqus\w*|pinglun|liuyan|replies)(?![a-z0-9])")
# What shows one teaser after another is not the main part, though it has content ("content-slider").
_IN_TURN = re.compile(r"(?i)slider|slideshow|carousel|swiper|slick|ticker")
_WORDS_OF_A_NAME = 3  # an id with more is made from a heading ("sharing-with-a-single-developer"), and names nothing

_SURELY_MAIN = re.compile(
    r"(?i)(?:^|\s)(?:(?:article|entry|post|news|main|story|detail)-?(?:body|content|text)|content-?(?:body|main|detail)"
    r"|trs-editor|zhengwen|h-?entry|view-content-main)(?=\s|$)"
)

# What describes a picture.
_CAPTION = re.compile(
    r"(?i)(?<![a-z0-9])(?:[a-z]*captions?|credits?|legende?|leyenda|bildunterschrift[a-z]*"
    r"|(?:image|img|photo|picture|foto|bild)-?(?:sub-?title|desc|description|metadata|meta|info|source|credits?|author"
    r"|legend|title)|csc-textpic-imagewrap)(?![a-z0-9])"
)

CHROME, HIDDEN, MAIN, COMMENTS, SURELY_MAIN, CAPTION = 1, 2, 4, 8, 16, 32


@lru_cache(maxsize=8192)
def chrome_flags(attributes: str) -> int:
    """Return the bits CHROME, HIDDEN, MAIN, COMMENTS, SURELY_MAIN and CAPTION for the serialised attributes of an
    element (' class="a b" id="c"')."""
    bits, folded = 0, False
    for name, value in _ATTRIBUTE.findall(attributes):
        if name == "style":
            bits |= HIDDEN if _HIDDEN_STYLE.search(value) else 0
        elif name == "hidden":
            bits |= 0 if value == "until-found" else HIDDEN
        elif name == "aria-hidden":
            bits |= HIDDEN if value == "true" and _OVERLAYS.search(attributes.replace("aria-hidden", "")) else 0
        elif name == "role":
            folded = folded or value == "tabpanel"
            bits |= CHROME if _ROLES.search(value) else MAIN | SURELY_MAIN if value in ("main", "article") else 0
        elif name == "aria-modal":
            bits |= CHROME
        elif name == "itemprop":
            bits |= MAIN | SURELY_MAIN if value == "articleBody" else 0
        else:
            bits |= _flags_of_names(_parted_names(value), is_id=name == "id")
    return bits & ~HIDDEN if folded else bits


@lru_cache(maxsize=8192)
def chrome_word(attributes: str) -> str:
    """Return the word by which the attributes of an element mark it as chrome or hidden; elements with the same word
    are of one kind."""
    values = dict(_ATTRIBUTE.findall(attributes))
    for attribute in ("class", "id"):
        if match := _NAMES.search(_parted_names(values.get(attribute, ""))):
            return match[0].lower()
    return values.get("role") or first_class(attributes)


@lru_cache(maxsize=8192)
def first_class(attributes: str) -> str:
    """Return the first name in the class attribute of an element, "" without one."""
    return dict(_ATTRIBUTE.findall(attributes)).get("class", "").strip().partition(" ")[0]


def _parted_names(names: str) -> str:
    """Return the names with hyphens between their words. A name with a colon is a condition of a style framework
    ("while the toc is visible", not a part called toc) and is left out."""
    if ":" in names:
        names = " ".join(name for name in names.split() if ":" not in name)
    return _CAMEL.sub("-", names).replace("_", "-")


def _flags_of_names(names: str, is_id: bool) -> int:
    """Return the bits of the names in a class or an id of an element."""
    if is_id and names.count("-") >= _WORDS_OF_A_NAME:
        return 0
    bits = 0
    for name in names.split():
        bits |= _flags_of_name(name)
    if bits & SURELY_MAIN:
        return MAIN | SURELY_MAIN
    return bits & CAPTION or bits & (CHROME | COMMENTS) or bits & MAIN


@lru_cache(maxsize=32768)
def _flags_of_name(name: str) -> int:
    """Return the bits of one class or id. An element has several, and most of them occur often."""
    if _SURELY_MAIN.search(name):
        return MAIN | SURELY_MAIN
    if _CAPTION.search(name):
        return CAPTION
    if _NAMES.search(name):
        return CHROME | (COMMENTS if _COMMENTS.search(name) else 0)
    return MAIN if _MAIN_NAMES.search(name) and not _IN_TURN.search(name) else 0
