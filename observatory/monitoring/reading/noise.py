"""Text that changes without an edit: clocks, counters, visits, copyright years, notices around the document.

Two uses: `mask_moving_parts` masks the changing part of a text, so that "1,024 views" and "1,031 views" are the same
text, and `is_noise` recognises a text that consists of such a line only. Both are called only for text that differs.
"""

import re

_N = r"(?>\d[\d,. ]*(?:万|亿|千|[kKmM]\b)?\+?)"
# What may follow a counter: the end, a separator, another counter. "2,000 shares of stock" counts nothing.
_END = (
    r"(?=\s*(?:$|[|·•,，;；、/)）\]】>–—-]|\d|阅读|评论|点赞|赞|收藏|转发|分享|浏览|访问|下载|回复|更新|发布|"
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

_RULES = (
    # relative times
    rf"{_WRITTEN_ZH}(?:(?:约|大约)?(?:\d+|半|几)\s*(?:秒钟?|分钟?|个?小时|天|日|周|个?星期|个?月|年)\s*(?:之?前|以前)"
    rf"|刚刚(?=\s|$)|(?:昨|今|前)天\s*(?:{_TIME}|(?=$|[·|，,])))",
    rf"(?i:{_WRITTEN_EN}(?:about\s+|over\s+)?(?:\d+|an?|one|few)\s*(?:s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|"
    r"days?|weeks?|months?|years?)\s+ago)|(?i:just now)",
    rf"(?i:(?:^|[·|]\s*)(?=[ulpem]|[ty]|this|last){_WRITTEN_EN}(?:yesterday|today|(?:this|last)\s+(?:week|month|year))"
    r"(?=\s*(?:$|[·|,])))",
    r"(?i:vor\s+(?:\d+|einer?|einem)\s+(?:Sekunden?|Minuten?|Stunden?|Tag(?:en)?|Wochen?|Monat(?:en)?|Jahr(?:en)?))",
    r"(?i:il y a\s+\d+\s+(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?))|"
    r"(?i:hace\s+\d+\s+(?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?))",
    r"(?i:\d+\s+(?:sekund[yę]?|minut[yę]?|godzin[yę]?|dni|tygodni[e]?|miesi[ęą]c[ey]?|lata?)\s+temu)",
    # counters, the number after its name
    r"(?:(?:总|累计|今日|昨日|本月|本页)?(?:阅读|浏览|访问|点击|播放|下载|评论|点赞|收藏|转发|分享|访客)(?:量|数|次数|人数|率)?|"
    r"人气|热度|赞|在线人数|当前在线|在线|围观|粉丝|跟贴|跟帖|参与|回复|已阅|字数统计|您是(?:本站)?第)"
    rf"\s*[:：]?\s*[(（\[]?\s*{_N}\s*(?:人次|[次人个条位篇])?+(?:访客)?[)）\]]?{_END}",
    r"(?i:views?|reads?|hits?|visits?|visitors?(?:\s+(?:number|no\.?|count))?|comments?|shares?|likes?|reactions?|"
    r"downloads?|followers?|replies|votes?|online(?:\s+now)?|page\s?views|aufrufe|kommentare|visitas|lectures|vues|"
    rf"wyświetleń|odsłon)(?:\s*[:：]\s*|(?<=number)\s+|(?<=no\.)\s*)[(（\[]?{_N}[)）\]]?{_END}",
    # counters, the number before its name
    rf"{_N}\s*(?:次(?:阅读|浏览|访问|点击|播放|下载)|人(?:阅读|浏览|在线|参与|评论|点赞|已读|看过|围观|跟贴)|"
    rf"条(?:评论|回复|跟贴)|(?:阅读|浏览|评论|点赞|收藏|转发|回复|"
    rf"播放|围观)(?!\w)){_END}|本站已(?:安全)?运行\s*\d+\s*天",
    rf"(?i:(?:read|viewed|shared|visited|downloaded)\s+{_N}\s*times?)",
    rf"(?i:{_N}\s*(?:views?|reads?|hits?|visits?|visitors?|comments?|shares?|likes?|reactions?|downloads?|"
    rf"followers?|replies|votes?|claps?|retweets?|times\s+read|(?:people|users|readers|guests|"
    rf"visitors)\s+(?:reading|online|watching|are\s+\w+ing|have\s+\w+\s+this)|guests\s+and\s+{_N}members\s+online|"
    rf"aufrufe|kommentare|leser|visitas|comentarios|"
    rf"lecturas|vues|commentaires|partages|wyświetleń|odsłon|komentarz[ye]?)\b){_END}",
    # how long the page took to make
    r"(?i:(?:page\s+)?(?:generated|rendered|loaded|processed|executed)\s+in\s+[\d.]+\s*(?:ms\b|sec(?:ond)?(?:s\b|\(s\))?|"
    r"s\b)(?:,?\s*\d+\s+quer(?:y|ies))?)|(?:耗时|执行时间|页面执行(?:时间)?)\s*[:：]?\s*[\d.]+\s*(?:毫秒|秒|ms|s)"
    r"|(?i:\b(?:time|memory)\s*:\s*[\d.]+\s*(?:ms|s|[kmg]b)\b)",
    # clocks and stamps of the page, not of the document
    rf"(?:当前时间|现在时间|现在是|北京时间|系统时间|服务器时间|页面生成时间|生成时间|页面加载时间|缓存时间|"
    rf"今天是|今日是|您?上次(?:访问|登录)(?:时间)?|最近访问|查询时间|打印时间|访问时间|"
    rf"抓取时间)\s*[:：]?\s*(?=\D{{0,14}}\d){_STAMP}",
    rf"(?:更新|刷新)(?:于|时间)\s*[:：]?\s*{_TIME}(?=\s*$)",
    rf"(?i:(?:this\s+)?(?:page|copy)?\s*(?:was\s+)?(?:last\s+)?(?:generated|rendered|cached(?:\s+copy)?|served|loaded|"
    rf"printed|retrieved|refreshed|fetched)(?:\s+(?:at|on|"
    rf"in))?\s*[:：]?\s*|(?:current|server|local)\s+(?:date|time)(?:\s+(?:and|&)\s+time)?\s*(?:is)?\s*[:：]?\s*|"
    rf"(?:today\s+is|it\s+is\s+now)\s*[:：]?\s*|(?:your\s+)?last\s+(?:visit|login)(?:ed)?\s*(?:on|was)?\s*[:：]?\s*|"
    rf"seite\s+(?:erstellt|generiert)\s*(?:am)?\s*[:：]?\s*|aktuelle\s+zeit\s*[:：]?\s*|page\s+générée\s+le\s*|"
    rf"página\s+generada\s*(?:el)?\s*[:：]?\s*)(?=\D{{0,24}}\d){_STAMP}",
    rf"^\W*{_WEEKDAY}\W+{_DATE}\W*(?:{_TIME})?\W*$|^\W*{_DATE}\W+(?:{_TIME}\W*)?{_WEEKDAY}\W*(?:{_TIME})?\W*$"
    rf"|^\W*{_TIME}\W*$",
    # the weather beside the date
    rf"{_SKY}[，,\s]*(?:气温)?\s*{_DEGREES}|{_DEGREES}[，,/\s]*{_SKY}",
    # copyright years
    r"(?i:(?:©|\(c\)|copyright|版权所有|"
    r"all rights reserved)[\s,©:：]*(?:\(c\)\s*)?)(?:\d{4}(?:\s*[-–—~至到]\s*(?:\d{4}|present|now|今))?)",
    r"\d{4}(?:\s*[-–—~至到]\s*\d{4})?\s*(?:©|版权所有)",
    # tokens that nobody reads: long hexadecimal or mixed strings, request numbers
    r"(?i:(?:request|ray|trace|session|reference|incident|support)\s*(?:id|#|no\.?)\s*[:：#]?\s*[\w.\-]{6,})",
    r"\b(?=[0-9a-fA-F-]*\d)(?=[0-9a-fA-F-]*[a-fA-F])[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*\b",
)
_MOVING = re.compile("|".join(f"(?:{rule})" for rule in _RULES))

_COOKIE_WORD = re.compile(r"(?i)\bcookies?\b|cookie|小型文字檔案")
_COOKIE_DEED = re.compile(
    r"(?i)accept|agree|consent|continue\s+(?:to\s+)?(?:brows|us)|by\s+using|by\s+clicking|improve|enhance|"
    r"experience|preferences|make\s+(?:this|our)\s+(?:web)?site\s+work"
    r"|接受|同意|继续(?:浏览|使用)|繼續|改善|体验|akzept|zustimm|einverstanden|nutz|aceptar|utiliza|accepte|"
    r"améliorer|zgod|"
    r"używamy|korzyst"
)
_BUTTON = r"""(?:
    分享(?:到|至|给好友|让更多人看到)?|转发|收藏(?:本页|文章)?|点赞|(?:我要)?(?:打印|纠错|分享|收藏)(?:本页|文章)?
  | 关闭(?:本页|窗口|页面)?|返回顶部|回到顶部|字号|字体|大中小|大|中|小|默认|举报|打开微信|扫一扫|分享到朋友圈|朋友圈
  | 微信(?:好友)?|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|复制链接|生成海报|责任编辑|本页|窗口|页面|语音播报|无障碍浏览
  | 接受|拒绝|接受全部|全部接受|全部拒绝|仅必要|同意|不同意|知道了|我知道了|设置|登录|注册|搜索|更多|加载中
  | 展开(?:全文)?|收起|首页|上一页|下一页|尾页
  | share|tweet|pin|print|e-?mail|save(?:\s+for\s+later)?|copy\s+link|like|follow|subscribe|back\s+to\s+top|top
  | skip\s+to\s+(?:main\s+)?content|menu|search|close|log\s?in|log\s?out|sign\s+(?:in|up|out)|register
  | (?:read|show|load)\s+more|listen(?:\s+to\s+this\s+(?:article|page))?|text\s+size(?:[\s|]*A[+-]?)*
  | loading(?:\.\.\.|…)?|accept(?:\s+all)?|reject(?:\s+all)?|manage\s+(?:preferences|cookies)|cookie\s+settings
  | (?:on\s+)?(?:facebook|twitter|linkedin|whatsapp|x|reddit|pinterest)|this\s+(?:page|article))"""
_NOTHING_BUT = re.compile(
    rf"""(?ix) ^[\W_]*(?:
    (?:广告|推广|赞助|advertisements?|advertising|anzeige|werbung|publicidad|publicité|reklama|
    sponsored(?:\s+content)?|promoted)
  | [【\[(（]?\s*(?:广告|推广|赞助|AD)\s*[】\])）].{{0,80}} | (?:advertisement|sponsored|promoted|anzeige|werbung|
  publicidad|publicité|reklama)\s*[:：—].{{0,120}} | 广告\s.{{0,60}}
  | {_BUTTON}(?:[\W_]+{_BUTTON})*
  | (?:上一(?:篇|条)|下一(?:篇|条))[\s:：].* | (?:previous|next)(?:\s+(?:post|article))?\s*[:：].*
  | (?:您?(?:现在|当前|所在)的?|当前)位置\s*[:：>].{{0,160}} | (?:首页|home)\s*[>›»/→].{{0,160}}
  | .{{0,12}}(?:扫一扫|扫码|扫描.{{0,6}}二维码|长按.{{0,6}}二维码|scan\s+the\s+QR).{{0,12}}
    (?:手机|微信|浏览|阅读|分享|关注|公众号|查看|打开|当前页|phone).{{0,12}} | 关注.{{0,12}}公众号.{{0,10}}
  | (?:follow|find)\s+us\s+on.{{0,40}} | (?:get|download)\s+our\s+(?:mobile\s+|free\s+)?app\b.{{0,20}}
  | (?:sign\s+up|subscribe)\s+(?:for|to)\s+our\s+.{{0,20}}newsletters?.{{0,20}}
  | (?:copyright\b|©|\(c\)\s*\d{{4}}|版权所有).{{0,160}} | .{{0,40}}(?:ICP备|公网安备|网站标识码).{{0,120}}
  | .{{0,60}}all\s+rights\s+reserved.{{0,60}} | (?:powered\s+by|built\s+with)\s.{{0,30}}
  )[\W_]*$"""
)
# What a page says to its visitor at its edges.
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
_LONGEST_LINE = 160


def mask_moving_parts(text: str) -> str:
    """Return the text with each clock, counter, relative time, copyright year and token replaced by a placeholder.

    A sentence keeps its numbers: "has 3 million views." is a statement, "3 million views" next to a title is a counter.
    """
    if len(text) > _LONGEST_LINE or _PROSE_END.search(text):
        return text
    return _MOVING.sub("\u241f", text)


def names_attachment(text: str) -> bool:
    """Return whether the text of a link names a file or an annex, which belongs to the document."""
    return _ATTACHMENT.search(text) is not None


def is_noise(text: str, at_edge: bool = False) -> bool:
    """Return whether the text is only noise: moving parts, a button, a share bar, an advertisement label, a copyright
    line; or, at the edge of a document, a greeting or a notice about cookies."""
    if _NOTHING_BUT.match(text):
        return True
    if at_edge and (_GREETING.match(text) or (len(text) <= 700 and _is_cookie_notice(text))):
        return True
    left = mask_moving_parts(text).replace("\u241f", "")
    return len(left) < len(text) and sum(map(str.isalnum, left)) <= 6


def _is_cookie_notice(text: str) -> bool:
    patterns = (_COOKIE_WORD, _COOKIE_DEED, _SPEAKS_TO_VISITOR)
    return all(pattern.search(text) for pattern in patterns)
