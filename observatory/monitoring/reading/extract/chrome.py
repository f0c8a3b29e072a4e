"""Recognise page furniture (menus, sidebars, footers) by the names of elements, classes and roles, and by headings."""

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
  | similar-?(?:posts?|articles?|news) | read-?(?:more|next)-?\w* | more-?(?:posts?|articles?|news|cards|stories|from)
  | comments? | comment-?(?:list|area|form|box|section) | comment-?respond | disqus\w*
  | cmts? | cmt-?list | liuyan | pinglun | replies
  | pagination | pager | paging | page-?nav(?:igation)? | prev-?next | post-?nav\w*
  | ads? | adv | adverts? | advertis\w+ | ad-?(?:slot|box|banner|wrap|container|unit|block) | adsbygoogle | guanggao
  | sponsor | sponsored | promo | promos | promotion | taboola | outbrain
  | hot-?(?:list|news|rank|topics?|words?|spots?) | ranks? | ranking | paihang | top-?list | most-?\w+ |
   trending | popular
  | login | log-?in-?\w+ | sign-?in | sign-?up | user-?login
  | copyright | copyrights | copy-?right | colophon | imprint-?bar
  | tool-?bar | newsletter\w* | subscribe\w* | subscription-?box | pop-?up\w* | modal | dialog | toast | tooltips?
  | skip-?\w+ | sr-only | visually-?hidden | screen-?reader-?text | searchbox | search-?(?:form|bar|box)
  | qr-?code\w* | erweima | language-?(?:switch\w*|select\w*|picker|menu) | lang-?(?:switch\w*|select\w*)
  | toc | table-?of-?contents | page-?views? | view-?counts? | visitors? | hits? | counter | page-?meta
  | alert-?bar | announcement-?bar | floating\w* | back-?to-?top | gotop | print-?only | noprint | no-print
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
_WORDS_OF_A_NAME = 3  # an id with more is made from a heading ("sharing-with-a-single-developer"), and names nothing

_SURELY_MAIN = re.compile(
    r"(?i)(?:^|\s)(?:(?:article|entry|post|news|main|story|detail)-?(?:body|content|text)|content-?(?:body|main|detail)"
    r"|trs-editor|zhengwen|h-?entry|view-content-main)(?=\s|$)"
)

CHROME, HIDDEN, MAIN, COMMENTS, SURELY_MAIN = 1, 2, 4, 8, 16


@lru_cache(maxsize=8192)
def chrome_flags(attributes: str) -> int:
    """Return the bits CHROME, HIDDEN, MAIN, COMMENTS and SURELY_MAIN for the serialised attributes of an element ('
    class="a b" id="c"')."""
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
            bits |= _named(_parted(value), is_id=name == "id")
    return bits & ~HIDDEN if folded else bits


@lru_cache(maxsize=8192)
def chrome_word(attributes: str) -> str:
    """Return the word by which the attributes of an element mark it as chrome or hidden; elements with the same word
    are of one kind."""
    values = dict(_ATTRIBUTE.findall(attributes))
    for attribute in ("class", "id"):
        if match := _NAMES.search(_parted(values.get(attribute, ""))):
            return match[0].lower()
    return values.get("role") or first_class(attributes)


@lru_cache(maxsize=8192)
def first_class(attributes: str) -> str:
    """Return the first name in the class attribute of an element, "" without one."""
    return dict(_ATTRIBUTE.findall(attributes)).get("class", "").strip().partition(" ")[0]


def _parted(names: str) -> str:
    """Return the names with hyphens between their words. A name with a colon is a condition of a style framework
    ("while the toc is visible", not a part called toc) and is left out."""
    if ":" in names:
        names = " ".join(name for name in names.split() if ":" not in name)
    return _CAMEL.sub("-", names).replace("_", "-")


def _named(names: str, is_id: bool) -> int:
    if is_id and names.count("-") >= _WORDS_OF_A_NAME:
        return 0
    if _SURELY_MAIN.search(names):
        return MAIN | SURELY_MAIN
    if _NAMES.search(names):
        return CHROME | (COMMENTS if _COMMENTS.search(names) else 0)
    return MAIN if _MAIN_NAMES.search(names) else 0


RELATED_HEADING = re.compile(
    r"""(?ix) ^[\W_]*(?:
    相关(?:阅读|新闻|文章|链接|推荐|报道|资讯|内容|信息|专题|导读|稿件|视频|产品) | 延伸阅读 | 推荐(?:阅读|文章|
    新闻|内容|视频)
  | (?:热门|热点|最新|本周|今日|24小时|点击|阅读|人气|新闻|文章|浏览|一周|精彩)(?:排行榜?|推荐|文章|新闻|资讯|
  话题|标签|图文|阅读|榜|点击|专题|视频|评论)
  | 排行榜? | 猜你喜欢 | 大家都在看 | 您?可能(?:还|也)?(?:喜欢|感兴趣).{0,6} | 为您推荐 | 精彩推荐 | 编辑推荐 |
   更多(?:内容|新闻|文章|精彩|推荐|资讯)
  | 友情链接 | 网友评论 | 最新评论 | 上一篇 | 下一篇 | 换一换 | 往期回顾 | 同类文章 | 推荐阅读.{0,8}
  | related(?:\s+(?:articles?|posts?|stories|news|content|reading|links?|topics?|items|coverage))? |
   most\s+(?:read|popular|viewed|shared|commented)\b.{0,20}
  | (?:read|see|you\s+(?:may|might))\s+also(?:\s+like)? | you\s+(?:may|might)(?:\s+also)?\s+(?:like|
  be\s+interested).{0,20} | also\s+(?:on|read)\b.{0,30}
  | recommended(?:\s+(?:for\s+you|reading|articles?|stories))? | more\s+(?:from|on|in|like|stories|news|
  articles?|posts?)\b.{0,40} | trending(?:\s+now)? | popular(?:\s+(?:now|posts?|articles?|stories))?
  | latest\s+(?:news|posts?|articles?|stories) | recent\s+(?:posts?|articles?|comments?|news) | top\s+stories |
   up\s+next | read\s+(?:more|next) | further\s+reading
  | what\s+to\s+read\s+next | don.t\s+miss | editor.?s\s+(?:picks?|choice) | share\s+this.{0,20} |
   follow\s+us.{0,20} | tags?
  | das\s+könnte\s+sie\s+auch\s+interessieren | mehr\s+zum\s+thema | meistgelesen | ähnliche\s+(?:artikel|
  beiträge) | weitere\s+(?:artikel|beiträge|meldungen)
  | artículos\s+relacionados | noticias\s+relacionadas | te\s+puede\s+interesar | lo\s+más\s+(?:leído|visto) |
   más\s+leíd[ao]s
  | (?:articles?|sujets?)\s+(?:liés|similaires|connexes) | à\s+lire\s+aussi | les\s+plus\s+lus |
   sur\s+le\s+même\s+(?:sujet|thème)
  | czytaj\s+(?:też|także|również|więcej) | zobacz\s+(?:też|także|również) | polecane | najczęściej\s+czytane |
   powiązane.{0,20}
  )[\s:：>»…]*$"""
)
