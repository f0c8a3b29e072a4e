"""Text that changes without an edit: clocks, counters, visits, copyright years, notices around the document.

Noise needs two witnesses, a shape and a place. The shape is how a line looks: "1,024 views", "Next: …", "Saturday, 18
April 2026". The place is where it stands: before or after the text, as a link, beside other lines of this kind
(`noise_places.py`). Each shape says which places are enough. Within the text a shape alone decides nothing: there the
same line is a clause on copyright, the number of a grant, or the date of an event.

Two uses: `mask_moving_parts` masks the changing part of a line, so that "1,024 views" and "1,031 views" are the same
text, and `is_noise` recognises a line that is noise as a whole. Both are called only for text that differs.
"""

import re
from enum import Flag, StrEnum, auto
from functools import lru_cache

from observatory.monitoring.reading.text_size import text_width


class Shape(StrEnum):
    """What a line looks like.

    SURE: it says itself that it is no part of the document ("3 minutes ago", "Share on Facebook"); COUNTER: "12 views";
    NOTICE: a greeting, a trail of links to the page, the weather, before the text; RIGHTS: a copyright line with its
    year, or a registration number, around the text; POINTER: words that documents use as well ("Copyright", "Next:");
    BUTTON: a single word that documents use as well; CLOCK: a date with its weekday, or a time, and nothing else;
    TOKEN: an identifier and nothing else.
    """

    NONE = ""
    SURE = auto()
    COUNTER = auto()
    NOTICE = auto()
    RIGHTS = auto()
    POINTER = auto()
    BUTTON = auto()
    CLOCK = auto()
    TOKEN = auto()


class Place(Flag):
    """Where a line stands.

    HEAD and TAIL: no running text before or after it; ABOVE: only noise and links before it, and the headline follows;
    BELOW: only noise and links after it; LINK: it is a link; BESIDE: next to noise of another shape; ROW: in a list or
    table of statements; EDGE: among the first or last lines.
    """

    INSIDE = 0
    HEAD = auto()
    TAIL = auto()
    ABOVE = auto()
    BELOW = auto()
    LINK = auto()
    BESIDE = auto()
    ROW = auto()
    EDGE = auto()


_N = r"(?>\d[\d,. ]*(?:万|亿|千|[kKmM]\b)?\+?)"
# What may follow a counter: the end, a separator, another counter. "2,000 shares of stock" counts nothing.
_END = (
    r"(?=\s*(?:$|[|·•,，;；、/)）\]】>–—\u241f-]|\d|阅读|评论|点赞|赞|收藏|转发|分享|浏览|访问|下载|回复|更新|发布|"
    r"来源|作者|人气|总|今日|昨日|累计|当前|在线"
    r"|and\b|refreshed\b|updated\b))"
)
_DATE = (
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|(?:\d{1,2}\.?\s+)?[A-Z][a-zäéû]{2,9}\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+\d{4})"
)
_TIME = (
    r"\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}\s*秒?)?(?:\.\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:[A-Z]{3,4}|Z|[+-]\d{2}:?\d{2}))?"
)
_WEEKDAY = r"(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)"
_STAMP = (
    rf"(?:{_WEEKDAY})?[,，]?\s*(?:{_DATE})?[,，T]?\s*(?:at\s+)?(?:{_WEEKDAY})?\s*(?:{_TIME})?\s*(?:{_WEEKDAY})?"
    r"(?:\s*(?:农历|阴历)\S{2,8})?"
)
_SKY = r"(?:晴|多云|阴|[阵雷小中大暴]*[雨雪]|雾|霾|(?i:sunny|clear|cloudy|overcast|rainy?|snowy?|foggy?|windy?))"
_DEGREES = r"-?\d+(?:\s*[~～]\s*-?\d+)?\s*(?:℃|°\s*[CF]?)"
_WRITTEN_ZH = r"(?:(?:最后|最近)?(?:更新|发布|发表|编辑|修改)(?:于|时间)?\s*[:：]?\s*)?"
_WRITTEN_EN = r"(?:(?:last\s+)?(?:updated|posted|published|edited|modified)\s*:?\s*)?"

# What separates a moving part from the words before it.
_START = r"(?:(?<![^\s|·•,，;；、/(（\[【:：>–—-])|(?<=于)|(?<=发表)|(?<=更新)|(?<=发布))"
_SURE_PARTS = (
    # relative times; "3月5日前" and "2030年前" are deadlines
    rf"(?<![\d年月])(?<![年月]\s){_WRITTEN_ZH}(?:{_START}(?:约|大约)?(?:\d{{1,3}}|半|几)\s*(?:秒钟?|分钟?|个?小时|天|日|周|个?星期|个?月|年)"
    rf"\s*(?:之?前|以前)|刚刚(?=\s|$)|(?:昨|今|前)天\s*(?:{_TIME}|(?=$|[·|，,])))",
    rf"(?i:{_WRITTEN_EN}(?:about\s+|over\s+)?(?:\d+|an?|one|few)\s*(?:s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|"
    r"days?|weeks?|months?|years?)\s+ago)|(?i:just now)",
    rf"(?i:(?:^|[·|]\s*)(?=[ulpem]|[ty]|this|last){_WRITTEN_EN}(?:yesterday|today|(?:this|last)\s+(?:week|month|year))"
    r"(?=\s*(?:$|[·|,])))",
    r"(?i:vor\s+(?:\d+|einer?|einem)\s+(?:Sekunden?|Minuten?|Stunden?|Tag(?:en)?|Wochen?|Monat(?:en)?|Jahr(?:en)?))",
    r"(?i:il y a\s+\d+\s+(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?))|"
    r"(?i:hace\s+\d+\s+(?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?))",
    r"(?i:\d+\s+(?:sekund[yę]?|minut[yę]?|godzin[yę]?|dni|tygodni[e]?|miesi[ęą]c[ey]?|lata?)\s+temu)",
    # how long the page took to make
    r"(?i:(?:page\s+)?(?:generated|rendered|loaded|processed|executed)\s+in\s+[\d.]+\s*(?:ms\b|sec(?:ond)?(?:s\b|\(s\))?|"
    r"s\b)(?:,?\s*\d+\s+quer(?:y|ies))?)|(?:耗时|执行时间|页面执行(?:时间)?)\s*[:：]?\s*[\d.]+\s*(?:毫秒|秒|ms|s)"
    r"|(?i:\b(?:time|memory)\s*:\s*[\d.]+\s*(?:ms|s|[kmg]b)\b)",
    r"(?i:(?:request|ray|trace)\s*(?:id|#|no\.?)\s*[:：#]?\s*[\w.\-]{6,})",
    # clocks and stamps of the page, not of the document
    rf"(?:当前时间|现在时间|现在是|系统时间|服务器时间|页面生成时间|生成时间|页面加载时间|缓存时间|"
    rf"今天是|今日是|您?上次(?:访问|登录)(?:时间)?|最近访问|抓取时间)\s*[:：]?\s*(?=\D{{0,14}}\d){_STAMP}",
    rf"(?:更新|刷新)(?:于|时间)\s*[:：]?\s*{_TIME}(?=\s*$)",
    rf"(?i:(?:(?:this\s+)?(?:page|copy)\s*)?(?:was\s+)?(?:last\s+)?(?:generated|rendered|cached(?:\s+copy)?|refreshed)"
    rf"(?:\s+(?:at|on|in))?\s*[:：]?\s*|(?:page|copy)\s+(?:was\s+)?(?:last\s+)?(?:served|loaded|printed|retrieved|"
    rf"fetched)(?:\s+(?:at|on))?\s*[:：]?\s*|(?:current|server)\s+(?:date|time)(?:\s+(?:and|&)\s+time)?\s*(?:is)?"
    rf"\s*[:：]?\s*|(?:today\s+is|it\s+is\s+now)\s*[:：]?\s*|(?:your\s+)?last\s+(?:visit|login)(?:ed)?\s*(?:on|was)?"
    rf"\s*[:：]?\s*|seite\s+(?:erstellt|generiert)\s*(?:am)?\s*[:：]?\s*|aktuelle\s+zeit\s*[:：]?\s*|"
    rf"page\s+générée\s+le\s*|página\s+generada\s*(?:el)?\s*[:：]?\s*)(?=\D{{0,24}}\d){_STAMP}",
)
_COUNTERS = (
    # the number after its name
    r"(?:(?:总|累计|今日|昨日|本月|本页)?(?:阅读|浏览|访问|点击|播放|下载|评论|点赞|收藏|转发|分享|访客)(?:量|数|次数|人数|率)?|"
    r"人气|热度|赞|在线人数|当前在线|在线|围观|粉丝|跟贴|跟帖|参与|回复|已阅|字数统计|您是(?:本站)?第)"
    rf"\s*[:：]?\s*[(（\[]?\s*{_N}\s*(?:人次|[次人个条位篇])?+(?:访客)?[)）\]]?{_END}",
    r"(?i:views?|reads?|hits?|visits?|visitors?(?:\s+(?:number|no\.?|count))?|comments?|shares?|likes?|reactions?|"
    r"downloads?|followers?|replies|votes?|online(?:\s+now)?|page\s?views|aufrufe|kommentare|visitas|lectures|vues|"
    rf"wyświetleń|odsłon)(?:\s*[:：]\s*|(?<=number)\s+|(?<=no\.)\s*)[(（\[]?{_N}[)）\]]?{_END}",
    # the number before its name
    rf"{_N}\s*(?:次(?:阅读|浏览|访问|点击|播放|下载)|人(?:阅读|浏览|在线|参与|评论|点赞|已读|看过|围观|跟贴)|"
    rf"条(?:评论|回复|跟贴)|(?:阅读|浏览|评论|点赞|收藏|转发|回复|"
    rf"播放|围观)(?!\w)){_END}|本站已(?:安全)?运行\s*\d+\s*天",
    rf"(?i:(?:read|viewed|shared|visited|downloaded)\s+{_N}\s*times?)",
    rf"(?i:{_N}\s*(?:views?|reads?|hits?|visits?|visitors?|comments?|shares?|likes?|reactions?|downloads?|"
    rf"followers?|replies|votes?|claps?|retweets?|times\s+read|(?:people|users|readers|guests|"
    rf"visitors)\s+(?:reading|online|watching|are\s+\w+ing|have\s+\w+\s+this)|guests\s+and\s+{_N}members\s+online|"
    rf"aufrufe|kommentare|leser|visitas|comentarios|"
    rf"lecturas|vues|commentaires|partages|wyświetleń|odsłon|komentarz[ye]?)\b){_END}",
)
_WEATHER = rf"{_SKY}[，,\s]*(?:气温)?\s*{_DEGREES}|{_DEGREES}[，,/\s]*{_SKY}"
_RIGHTS_YEARS = (
    r"(?i:(?:©|\(c\)|copyright|版权所有|"
    r"all rights reserved)[\s,©:：]*(?:\(c\)\s*)?)(?:\d{4}(?:\s*[-–—~至到]\s*(?:\d{4}|present|now|今))?)",
    r"\d{4}(?:\s*[-–—~至到]\s*\d{4})?\s*(?:©|版权所有)",
)
# Parts that move in a page, and that are facts in a document: "served on 3 May", "reference number", a checksum.
_DOUBTFUL_PARTS = (
    *_RIGHTS_YEARS,
    _WEATHER,
    rf"(?:查询时间|打印时间|访问时间|北京时间)\s*[:：]?\s*(?=\D{{0,14}}\d){_STAMP}",
    rf"(?i:(?:served|loaded|printed|retrieved|fetched)(?:\s+(?:at|on))?\s*[:：]?\s*|local\s+(?:date|time)\s*(?:is)?"
    rf"\s*[:：]?\s*)(?=\D{{0,24}}\d){_STAMP}",
    r"(?i:(?:session|reference|incident|support)\s*(?:id|#|no\.?)\s*[:：#]?\s*[\w.\-]{6,})",
)
_HEX = r"\b(?=[0-9a-fA-F-]*\d)(?=[0-9a-fA-F-]*[a-fA-F])[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*\b"


def _any(rules: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule})" for rule in rules))


_SURE, _COUNTER, _RIGHTS_YEAR = _any(_SURE_PARTS), _any(_COUNTERS), _any(_RIGHTS_YEARS)
_SKY_NOW = re.compile(_WEATHER)
_DOUBTFUL, _DOUBTFUL_OR_TOKEN = _any(_DOUBTFUL_PARTS), _any((*_DOUBTFUL_PARTS, _HEX))
_CLOCK = re.compile(
    rf"^\W*{_WEEKDAY}\W+{_DATE}\W*(?:{_TIME})?\W*$|^\W*{_DATE}\W+(?:{_TIME}\W*)?{_WEEKDAY}\W*(?:{_TIME})?\W*$"
    rf"|^\W*{_TIME}\W*$"
)
_MASK = "\u241f"
_FIGURE = re.compile(r"\d")

_COOKIE_WORD = re.compile(r"(?i)\bcookies?\b|cookie|小型文字檔案")
_COOKIE_DEED = re.compile(
    r"(?i)accept|agree|consent|continue\s+(?:to\s+)?(?:brows|us)|by\s+using|by\s+clicking|improve|enhance|"
    r"experience|preferences|make\s+(?:this|our)\s+(?:web)?site\s+work"
    r"|接受|同意|继续(?:浏览|使用)|繼續|改善|体验|akzept|zustimm|einverstanden|nutz|aceptar|utiliza|accepte|"
    r"améliorer|zgod|"
    r"używamy|korzyst"
)
# Words that only a page says, and words that a document says as well.
_PAGE_BUTTON = r"""(?:
    分享(?:到|至|给好友|让更多人看到)?|转发|收藏(?:本页|文章)?|点赞|(?:我要)?(?:打印|纠错|分享|收藏)(?:本页|文章)?
  | 关闭(?:本页|窗口|页面)?|返回顶部|回到顶部|字号|大中小|打开微信|扫一扫|分享到朋友圈|朋友圈|微信好友
  | 新浪微博|腾讯微博|QQ空间|QQ好友|复制链接|生成海报|语音播报|无障碍浏览|接受全部|全部接受|全部拒绝|仅必要
  | 知道了|我知道了|加载中|展开(?:全文)?|收起|上一页|下一页|尾页
  | share|tweet|pin|print|e-?mail|save\s+for\s+later|copy\s+link|back\s+to\s+top|skip\s+to\s+(?:main\s+)?content
  | log\s?in|log\s?out|sign\s+(?:in|up|out)|(?:read|show|load)\s+more|text\s+size(?:[\s|]*A[+-]?)*
  | listen(?:\s+to\s+this\s+(?:article|page))?|loading(?:\.\.\.|…)?|accept\s+all|reject\s+all
  | manage\s+(?:preferences|cookies)|cookie\s+settings
  | on\s+(?:facebook|twitter|linkedin|whatsapp|x|reddit|pinterest))"""
_WORD_BUTTON = r"""(?:
    字体|大|中|小|默认|举报|微信|微博|QQ|责任编辑|本页|窗口|页面|接受|拒绝|同意|不同意|设置|登录|注册|搜索|更多|首页
  | save|like|follow|subscribe|top|menu|search|close|register|accept|reject
  | facebook|twitter|linkedin|whatsapp|x|reddit|pinterest|this\s+(?:page|article))"""
_BUTTONS = rf"(?:{_PAGE_BUTTON}|{_WORD_BUTTON})"
_LINES = re.compile(
    rf"""(?ix) ^[\W_]*(?:
    (?P<{Shape.SURE}> {_PAGE_BUTTON} | {_PAGE_BUTTON}(?:[\W_]+{_BUTTONS})+ | {_WORD_BUTTON}(?:[\W_]+{_BUTTONS}){{2,}}
      | 广告|推广|赞助|advertisements?|advertising|anzeige|werbung|publicidad|publicité|reklama
      | sponsored(?:\s+content)?|promoted | [【\[(（]\s*(?:广告|推广|赞助|AD)\s*[】\])）].{{0,80}}
      | (?:advertisement|sponsored|promoted|anzeige|werbung|publicidad|publicité|reklama)\s*[:：—].{{0,120}}
      | .{{0,12}}(?:扫一扫|扫码|扫描.{{0,6}}二维码|长按.{{0,6}}二维码|scan\s+the\s+QR).{{0,12}}
        (?:手机|微信|浏览|阅读|分享|关注|公众号|查看|打开|当前页|phone).{{0,12}} | 关注.{{0,12}}公众号.{{0,10}}
      | (?:上一篇|下一篇)[\s:：].*)
  | (?P<{Shape.NOTICE}> (?:您?(?:现在|当前|所在)的?|当前)位置\s*[:：>].{{0,160}} | (?:首页|home)\s*[>›»/→].{{0,160}})
  | (?P<{Shape.RIGHTS}> .{{0,40}}(?:ICP(?:备|证)|公网安备|网站标识码|备案号)\W{{0,2}}\w?\W?\d.{{0,120}}
      | .{{0,60}}all\s+rights\s+reserved.{{0,60}}
      | (?:copyright\b|©|\(c\)|版权所有)[\s,©:：]*(?:\(c\)\s*)?\d{{4}}.{{0,160}}
      | ©.{{0,80}}\d{{4}}.{{0,40}} | 版权所有.{{0,60}}(?:转载|必究|©).{{0,20}})
  | (?P<{Shape.POINTER}> (?:copyright\b|©|版权所有).{{0,160}} | 广告\s.{{0,60}}
      | (?:上一条|下一条)[\s:：].* | (?:previous|next)(?:\s+(?:post|article))?\s*[:：].*
      | (?:follow|find)\s+us\s+on.{{0,40}} | (?:get|download)\s+our\s+(?:mobile\s+|free\s+)?app\b.{{0,20}}
      | (?:sign\s+up|subscribe)\s+(?:for|to)\s+our\s+.{{0,20}}newsletters?.{{0,20}}
      | (?:powered\s+by|built\s+with)\s.{{0,30}})
  | (?P<{Shape.BUTTON}> {_WORD_BUTTON}(?:[\W_]+{_WORD_BUTTON})?)
  )[\W_]*$"""
)
# What a page says to its visitor before the text.
_GREETING = re.compile(
    r"""(?ix) ^(?: welcome(?:\s+back)?,?\s.{1,30} | (?:hello|hi),?\s.{1,30} | (?:signed|logged)\s+in\s+as\s.{1,30}
  | 欢迎.{0,14}(?:登录|访问|光临).{0,14} | .{1,14}[，,]\s*(?:您好|欢迎您).{0,20} | 您好[，,！].{1,14}
  | (?=.*(?:本站|本网站|浏览器)).{0,30}(?:维护|暂停服务|改版|试运行|版本过低|升级).{0,40}
  | (?=.*\bbrowser).{0,60}(?:outdated|upgrade|not\s+supported).{0,60} )$"""
)


_SPEAKS_TO_VISITOR = re.compile(
    r"(?i)\b(?:we|our|this)\s+(?:\w+\s+){0,2}(?:uses?|using|website|site|stores?)|by\s+(?:continuing|using|clicking)"
    r"|本(?:网)?站|我们(?:使用|会使用)|继续浏览|wir\s+(?:verwenden|nutzen)|utilizamos|nous\s+utilisons|używamy"
)
_ATTACHMENT = re.compile(
    r"附件|附表|附录|\.(?:pdf|docx?|xlsx?|ofd|wps|pptx?|zip|rar)\b|\b(?:annex|appendix|attachment|pdf)\b", re.IGNORECASE
)
_PROSE_END = re.compile(r"[\w”’\"')）」%][.。!！?？;；:：]$")
_NAMES_A_VALUE = re.compile(
    r"(?i)sha-?\d|md5|checksum|hash|校验|哈希|摘要值|\bdoi\b|uuid|isbn|issn|commit|revision|version|grant|project|award|case"
    r"|file|identifier|serial|编号|项目|课题|文号|案号|批准号|登记号|标识|版本"
)
_LONGEST_LINE = 160
_LONGEST_NOTICE = 700
_NOTHING_LEFT = 6  # letters and digits beside the moving parts of a line that says nothing else
_SENTENCE = 40  # of the width of ASCII letters; shorter text with a full stop may be a formula

_PARTS = (
    (Shape.SURE, _SURE),
    (Shape.COUNTER, _COUNTER),
    (Shape.RIGHTS, _RIGHTS_YEAR),
    (Shape.NOTICE, _SKY_NOW),
    (Shape.TOKEN, _DOUBTFUL_OR_TOKEN),
)
# Shapes that a sentence of a document has too.
_SAID_IN_DOCUMENTS = (Shape.POINTER, Shape.NOTICE, Shape.SURE)
# Which places are enough for which shape; SURE needs none.
_AMONG_NOISE = Place.ABOVE | Place.BELOW | Place.LINK | Place.BESIDE
_WITNESSES = {
    Shape.NOTICE: Place.HEAD | Place.LINK | Place.BESIDE,
    Shape.RIGHTS: Place.HEAD | Place.TAIL | Place.LINK | Place.BESIDE,
    Shape.POINTER: Place.BELOW | Place.LINK | Place.BESIDE,
    Shape.BUTTON: Place.ABOVE | Place.LINK | Place.BESIDE,
    Shape.CLOCK: Place.ABOVE,
    Shape.TOKEN: _AMONG_NOISE,
}


def mask_moving_parts(text: str, place: Place = Place.INSIDE) -> str:
    """Return the text with each clock, counter, relative time, copyright year and token replaced by a placeholder, if
    the place is one where such a part moves.

    A sentence keeps its numbers: "has 3 million views." is a statement, "3 million views" next to a title is a counter.
    """
    if len(text) > _LONGEST_LINE or _PROSE_END.search(text):
        return text
    masked = _SURE.sub(_MASK, text)
    if Place.ROW not in place and _FIGURE.search(text):
        masked = _COUNTER.sub(_MASK, masked)
        if place & _AMONG_NOISE:
            masked = (_DOUBTFUL if _NAMES_A_VALUE.search(text) else _DOUBTFUL_OR_TOKEN).sub(_MASK, masked)
    return masked


def names_attachment(text: str) -> bool:
    """Return whether the text of a link names a file or an annex, which belongs to the document."""
    return _ATTACHMENT.search(text) is not None


def noise_shape_of(text: str) -> Shape:
    """Return what kind of noise the line looks like, NONE for a line that looks like no noise."""
    if match := _LINES.match(text):
        return Shape(match.lastgroup or "")
    if _GREETING.match(text):
        return Shape.NOTICE
    return Shape.NONE if len(text) > _LONGEST_LINE else _noise_shape_of_parts(text)


@lru_cache(maxsize=1024)
def _noise_shape_of_parts(text: str) -> Shape:
    """Return the shape of a line that consists of moving parts."""
    if _CLOCK.match(text):
        return Shape.CLOCK
    if _PROSE_END.search(text):
        return Shape.NONE
    left = text
    # Every counter, year and token has a figure.
    for shape, parts in _PARTS if _FIGURE.search(text) else _PARTS[:1]:
        left = parts.sub("", left)
        if len(left) < len(text) and sum(map(str.isalnum, left)) <= _NOTHING_LEFT:
            return shape
    return Shape.NONE


def is_noise(text: str, place: Place = Place.INSIDE) -> bool:
    """Return whether the line is noise in this place."""
    shape = noise_shape_of(text)
    if shape == Shape.NONE:
        return Place.EDGE in place and len(text) <= _LONGEST_NOTICE and _is_cookie_notice(text)
    if shape in _SAID_IN_DOCUMENTS and is_sentence(text):
        return Place.LINK in place
    if shape == Shape.SURE:
        return True
    if shape == Shape.COUNTER:
        return Place.ROW not in place
    if shape == Shape.TOKEN and (Place.ROW in place or _NAMES_A_VALUE.search(text)):
        return False
    return bool(place & _WITNESSES[shape])


def has_counter(text: str) -> bool:
    """Return whether the line has a counter and a word that says what is counted."""
    return (
        len(text) <= _LONGEST_LINE and noise_shape_of(text) in (Shape.NONE, Shape.COUNTER) and _counts_something(text)
    )


def _counts_something(text: str) -> bool:
    left, found = _COUNTER.subn("", text)
    return found > 0 and sum(map(str.isalnum, left)) > 1


def is_sentence(text: str) -> bool:
    """Return whether the text is a sentence, not a label or a formula."""
    return _PROSE_END.search(text) is not None and text_width(text) >= _SENTENCE


def _is_cookie_notice(text: str) -> bool:
    patterns = (_COOKIE_WORD, _COOKIE_DEED, _SPEAKS_TO_VISITOR)
    return all(pattern.search(text) for pattern in patterns)
