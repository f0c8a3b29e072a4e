"""Leave out what sites put between and below the paragraphs: captions of pictures, lists of links to other articles,
calls to subscribe, labels of advertisements. It stays in the full text of the page, so that quotes in it are found."""

import re

from observatory.monitoring.reading.extract.chrome_names import CAPTION
from observatory.monitoring.reading.extract.html import Block, Node, Page
from observatory.monitoring.reading.noise import names_attachment

_RELATED_HEADING = re.compile(
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
  | (?:das\s+k(?:ö|oe)nnte|das\s+thema\s+könnte|diese\w*\s+\w+\s+könnten?|sie\s+könnten?)\s+(?:sie|dich|euch
    |ihnen)?.{0,20}(?:interessier\w+|gefallen)[^.]{0,20}
  | (?:weitere|weiterführende|verwandte|ähnliche|empfohlene|aktuelle|neueste|passende)\s+(?:informationen|themen\w*
    |beiträge|artikel|berichte|links|meldungen
    |nachrichten|seiten|news|homestorys|inhalte|links?)(?:\s.{0,40})?
  | mehr\s+(?:zu|zum|zur|über|aus|von|themen|lesen|infos?|artikel|kolumnen|news)\b.{0,40} | noch\s+mehr\s.{0,30}
  | auch\s+interessant | zum\s+weiterlesen | lesen\s+sie\s+(?:auch|hier|mehr|weiter)\b.{0,40} | lesetipps?
  | empfehlungen(?:\s.{0,30})? | entdecke\s+(?:weitere|mehr).{0,30}
  | kunden\s+kauften\s+auch | (?:jetzt\s+)?teilen | like\s+it\?.{0,12} | artikel\s+teilen
  | hinterlasse.{0,30}kommentar | kommentare?(?:\s+\(?\d+\)?)? | kommentieren
  | dans\s+la\s+même\s+rubrique | voir\s+aussi | lire\s+aussi | pour\s+aller\s+plus\s+loin
  | (?:le|te|les)\s+(?:puede|podría)\s+interesar.{0,10} | lea\s+(?:también|además|más).{0,10}
  | (?:ver|vea|mire)\s+(?:también|además|más).{0,10} | temas\s+relacionados | más\s+(?:sobre|en|de)\s.{0,30}
  | veja\s+(?:também|mais) | leia\s+(?:também|mais) | saiba\s+mais
  | lue\s+(?:myös|lisää|seuraavaksi) | similar\s+(?:articles?|posts?|stories|news) | weiterlesen | auch\s+auf\s\S{1,30}
  | leggi\s+anche | potrebbe\s+interessarti.{0,10} | articoli\s+correlati | lees\s+ook | läs\s+(?:också|mer)
  | les\s+også | czytaj\s+.{0,12} | explore\s+further | learn\s+more\b.{0,20}
  | leave\s+a\s+(?:reply|comment).{0,20} | comments?(?:\s+\(?\d+\)?)? | \d+\s+(?:comments?|responses?|kommentare)
  | no\s+(?:comments?|responses?)(?:\s.{0,10})? | schon\s+gelesen
  )[\s:：>»…!?]*$"""
)
# A line of text that leads to another article: "Read more: …", with the headline as a link.
_POINTER = re.compile(
    r"""(?ix) ^[\W_]*(?:
    (?:read|see|watch|listen|learn|click|check\s+out)(?:\s+(?:more|also|next|here))? | also\s+read | related | more
  | (?:auch|hier)\s+(?:lesen|interessant) | lesen\s+sie\s+(?:auch|hier|mehr|dazu|weiter)?.{0,20}
  | mehr\s+(?:dazu|zum\s+thema) | siehe\s+auch | lesetipp
  | (?:à|a)?\s*lire(?:\s+aussi)? | voir\s+aussi
  | (?:lea|vea|mire?|mira|ver|le\s+puede\s+interesar|te\s+puede\s+interesar)(?:\s+(?:también|además|más))?
  | (?:leia|veja)(?:\s+(?:também|mais))? | leggi\s+anche | (?:czytaj|zobacz)(?:\s+(?:też|także|również|więcej))?
  | lue\s+(?:myös|lisää) | dowiedz\s+się\s+więcej
  | 相关阅读 | 延伸阅读 | 推荐阅读 | 更多 | 点击(?:查看|阅读)
  )\s*[:：»>…]"""
)
# The credit of a photograph, alone or at the end of its caption.
_CREDIT = re.compile(
    r"""(?x) ^\W*(?i:photograph(?:s|y)?\s+by)\s.{2,80}$
  | ^\W*(?:(?i:fotos?|photos?|titelbild|beitragsbild|symbolbild|créditos?|crédits?\s+photos?
    |kuva|zdj(?:ęcie|\.)|fot\.
    |(?:image|picture|photo)\s+(?:credits?|by|courtesy))\s*[:©|]|©\s).{0,80}$
  | [(\[/|©]\s*(?i:foto|photo|bild|imagen|crédito|credit|image|getty|afp|reuters|dpa|shutterstock)\b
    [^()]{0,60}\)?$
  | \b(?:Foto|Photo|Bild|Crédito|Credit):\s?[^.:]{2,50}$
  | \b(?:Getty\s?Images|Shutterstock|Unsplash|pixelio|Fotolia)\b.{0,20}$"""
)
# A line that asks the reader to subscribe, to follow or to pay.
_CALL = re.compile(
    r"""(?ix) ^\W*(?: subscribe\s+(?:now\s+)?(?:to|for)\s(?!(?:continue|keep|read|unlock|access)\b)
  | sign\s+up\s+(?:now\s+|here\s+)?(?:for|to)\s
  | follow\s+(?:us|the|\S+)\s.{0,40}\bon\s
  | (?:get|for)\s+the\s+latest\s(?:news|stories|updates) | never\s+miss\s
  | if\s+you\s+enjoyed\s+(?:reading\s+)?this\b | like\s+(?:this\s+)?(?:article|recipe)\?
  | (?:gefällt|gefallen)\s.{0,20}(?:artikel|beitrag|magazin).{0,12}\?|artikel\s+gefallen
  | (?:möchten|wie\s+bewerten|war)\s.{0,12}(?:der|den|diesen)\s+artikel\b
  | abonnieren\s+sie\s | folge\s+(?:uns|mir)\b | jetzt\s+(?:anmelden|registrieren|abonnieren)\b | síguenos\s+en
  | suscríbe(?:te|se)\s | únete\s
  | abonnez-vous\s | suivez-nous\s | assine\s | this\s+(?:entry\s+was\s+posted|site\s+uses\s+akismet)
  | lust\s+auf\s+mehr\? | keine?\s.{0,60}\bmehr\s+(?:verpassen|versäumen)\b
  | receive\s+(?:our|the)\s.{0,40}\bnewsletter\b | get\s.{0,60}\bby\s+e?-?mail\b
  | do\s+you\s+want\s+to\s+be\s+informed\b | we\s+want\s+to\s+hear\s+what\s+you\s+think\b
  | advertising\s+disclosure\b | (?:dieser|der)\s+(?:beitrag|artikel)\s+enthält\s+(?:werbung|affiliate)
  | (?:dieser|der)\s+(?:beitrag|eintrag)\s+wurde\s.{0,40}(?:abgelegt|veröffentlicht|gepostet)
  )"""
)
# A line that labels an advertisement, or leads back to a list, prints the page, or waits for a script.
_LABEL = re.compile(
    r"""(?ix) ^\W*(?:
    anzeige | werbung | advertisements? | advertorial | sponsored | reklama | publicidade? | publicité | pubblicità
  | 广告
  | (?:zurück|back|retour|volver|voltar|powrót)(?:\s+(?:zur?|zum|to|à|au|aux|al?|para|do)\s.{1,30})? | 返回.{0,8}
  | (?:seite\s+|artikel\s+)?(?:drucken|weiterlesen) | print(?:\s+(?:this\s+)?(?:page|article|recipe))?
  | imprimer(?:\s.{0,20})? | imprimir | drukuj | 打印(?:本页)? | nach\s+oben | scroll\s+to\s+top
  | loading | wird\s+geladen | chargement | cargando | pinnen | merken | tweet | twittern | kommentieren
  | permalink\b.{0,60} | externer\s+(?:redaktioneller\s+)?inhalt
  )\W*$"""
)
_SENTENCE = re.compile(r"[。！？；，、：]|[.!?;,:](?:\s|$)")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+")
_DATE_BESIDE = re.compile(
    r"^\W{0,20}(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\W{0,20}"
    r"|\W{0,20}(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\W{0,20}$"
)
_NUMBERED = re.compile(
    r"(?i)^\W*(?:fig(?:ure|\.|ura)?|table|tab\.|tabelle|tableau|tabla|chart|graph|abb(?:ildung|\.)?|box|map|图|圖|表"
    r"|附图|附表|그림|표)\s*[\dIVXA-H一二三四五六七八九十]"
)
# Headings of lists of links that sections of a document have too.
_VAGUE = re.compile(
    r"(?i)\W*(?:weitere|weiterführende|mehr|noch|more|empfehlungen|kommentare?|comments?|\d+|learn|explore|más|recent|latest"
    r"|further)\b"
)
_SENTENCE_END = re.compile(r"[.。!?！？]\W{0,2}$")
_LONGEST_CALL, _LONGEST_LABEL = 220, 80
_ITEMS = frozenset(("li", "dt", "dd", "tr", "td", "th"))
_CAPTIONS_AT_MOST = 0.35  # pictures with more text than this share are what the page is about
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST_CAPTION = 240  # characters; longer text beside a picture is a part of the article


def running_text_weight(block: Block) -> int:
    """Return how much running text a block has, in characters, of which a Chinese one counts for two; 0 for what is too
    short or mostly links, as asides are."""
    own = len(block.text) - block.link_chars
    if own < 12 or block.link_chars > own:
        return 0
    wide = 0 if block.text.isascii() else sum(map(len, _WIDE.findall(block.text)))
    size = own + wide
    return size if size >= 80 or (size >= 24 and _SENTENCE.search(block.text)) else 0


def is_link(block: Block) -> bool:
    """Return whether the block is a link and little else; in a list of links, each may have its date."""
    return block.link_chars >= 0.8 * len(_DATE_BESIDE.sub("", block.text))


def without_captions(page: Page, blocks: list[Block]) -> list[Block]:
    """Return the blocks without the captions of pictures; numbered figures and tables are part of the document."""
    # Some sites make a figure of a whole teaser or article, with its heading.
    headed = {block.node for block in blocks if block.tag in _HEADINGS}
    captions = [block for block in blocks if _is_caption(page.nodes, block, headed)]
    if not captions or sum(len(b.text) for b in captions) > _CAPTIONS_AT_MOST * sum(len(b.text) for b in blocks):
        return blocks
    gone = {id(block) for block in captions if not _NUMBERED.match(block.text)}
    return [block for block in blocks if id(block) not in gone]


def _is_caption(nodes: list[Node], block: Block, headed: set[int]) -> bool:
    """Return whether a block is the caption or the credit of a picture."""
    if len(block.text) > _LONGEST_CAPTION or block.tag in _HEADINGS:
        return False
    node = nodes[block.node]
    # The labels of a drawing stand in its figure, too, but are no paragraphs.
    if block.tag == "figcaption" or (block.tag == "p" and node.tag == "figure" and block.node not in headed):
        return True
    if _CREDIT.search(block.text) and not _SENTENCE_END.search(block.text):
        return True
    return bool((node.flags | (nodes[node.parent].flags if node.parent >= 0 else 0)) & CAPTION)


def without_link_lists(nodes: list[Node], blocks: list[Block]) -> list[Block]:
    """Return the blocks without the runs of links that follow a heading such as "Related articles", lines that lead to
    another article, and calls to subscribe. A heading with running text below it is one of the document."""
    kept: list[Block] = []
    skipping = False
    for at, block in enumerate(blocks):
        if len(block.text) <= 60 and _RELATED_HEADING.match(block.text) and not _heads_text(blocks, at):
            skipping = True
            continue
        if _leads_to_another_article(block) or _is_call_to_reader(blocks, at) or _is_site_label(nodes, block):
            continue
        if skipping and (is_link(block) or block.link_chars * 2 > len(block.text)) and not names_attachment(block.text):
            continue
        skipping = False
        kept.append(block)
    return kept


def _is_site_label(nodes: list[Node], block: Block) -> bool:
    """Return whether the block is a label of the site. A heading, an item or a cell that says the same is the text of a
    document on advertising, say."""
    if len(block.text) > _LONGEST_LABEL or block.tag in _HEADINGS or nodes[block.node].tag in _ITEMS:
        return False
    return _LABEL.match(block.text) is not None


def _heads_text(blocks: list[Block], at: int) -> bool:
    if blocks[at].tag not in _HEADINGS or at + 1 == len(blocks) or not _VAGUE.match(blocks[at].text):
        return False
    return running_text_weight(blocks[at + 1]) > 0


def _is_call_to_reader(blocks: list[Block], at: int) -> bool:
    """Return whether the block is a call to the reader: with a link, or after the text."""
    block = blocks[at]
    if len(block.text) > _LONGEST_CALL or not _CALL.match(block.text):
        return False
    return block.link_chars > 0 or not any(
        running_text_weight(later) and not _CALL.match(later.text) for later in blocks[at + 1 :]
    )


def _leads_to_another_article(block: Block) -> bool:
    text = block.text
    if block.link_chars * 2 <= len(text) or len(text) > _LONGEST_CAPTION:
        return False
    return _POINTER.match(text) is not None and not names_attachment(text)
