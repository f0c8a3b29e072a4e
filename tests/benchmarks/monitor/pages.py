"""Pages of about 50 KB for the origin: a main text of 6 KB, and around it what moves on real pages.

Everything follows from the arguments: the same host, page, text and noise numbers make the same bytes.
"""

import random
from functools import cache

HOSTS, PAGES = 100, 20
_EN = {
    "who": "The ministry|A state laboratory|The science foundation|The city bureau|An expert panel|The data centre",
    "does": "shall review|may extend|has published|will fund|does not require|approved|plans to register",
    "what": "models trained on protein data|the shared computing platform|applications received before {y}|"
    "grants of up to {n} million|the list of {n} pilot projects|records kept since {y}|the evaluation of phase {n}",
    "how": "within {n} working days|on the committee's advice|at {n} schools|before the end of {y}|in open formats",
}
_ZH = {
    "who": "科技部|国家重点实验室|自然科学基金委员会|市科委|专家组|数据中心",
    "does": "应当审查|可以延长|已经发布|将资助|不得公开|批准了|计划登记",
    "what": "基于蛋白质数据训练的模型|共享算力平台|{y}年以前收到的申请|不超过{n}百万元的资助|{n}个试点项目的名单|"
    "{y}年以来保存的记录|第{n}阶段的评估结果",
    "how": "，期限为{n}个工作日|，并听取委员会的意见|，范围包括{n}所高校|，于{y}年底以前完成|，并采用开放格式",
}


def sentence(chance: random.Random, chinese: bool) -> str:
    words = _ZH if chinese else _EN
    parts = [chance.choice(words[name].split("|")) for name in ("who", "does", "what", "how")]
    text = ("" if chinese else " ").join(parts) + ("。" if chinese else ".")
    return text.format(n=chance.randrange(2, 98), y=chance.randrange(2012, 2030))


@cache
def main_text(host: int, page: int, changed: bool) -> tuple[str, ...]:
    """Paragraphs of about 6 KB in UTF-8; ``changed`` puts other sentences into one of them."""
    chance, chinese = random.Random(f"text {host} {page}"), host % 2 == 0
    paragraphs: list[str] = []
    while sum(len(text.encode()) for text in paragraphs) < 6_000:
        paragraphs.append(
            ("" if chinese else " ").join(sentence(chance, chinese) for _ in range(chance.randrange(2, 6)))
        )
    if changed:
        other = random.Random(f"change {host} {page}")
        paragraphs[other.randrange(1, len(paragraphs) - 1)] = sentence(other, chinese) + sentence(other, chinese)
    return tuple(paragraphs)


@cache
def _frame(host: int) -> tuple[str, str, str]:
    """What stays the same on every page of a site: style and script, navigation, footer."""
    chance, chinese = random.Random(f"site {host}"), host % 2 == 0
    rules = "".join(
        f".s{host}-{n}{{margin:{chance.randrange(40)}px;color:#{chance.randrange(1 << 24):06x}}}\n" for n in range(90)
    )
    slots = "".join(
        f'slots["{n}"]={{id:{chance.randrange(10**8)},path:"/{chance.randrange(10**6)}"}};\n' for n in range(60)
    )
    links = "".join(
        f'<li><a class="nav-link" href="/s/{n}/">{sentence(chance, chinese)[:18]}</a></li>\n' for n in range(120)
    )
    foot = "".join(
        f'<li><a rel="nofollow" href="/about/{n}">{sentence(chance, chinese)[:24]}</a></li>\n' for n in range(60)
    )
    return f"<style>{rules}</style><script>var slots={{}};{slots}</script>", links, foot


def page(host: int, number: int, *, changed: bool = False, noise: int = 0) -> bytes:
    """One page; ``noise`` is the number of the visit's clock, counters, tokens and related links."""
    chinese = host % 2 == 0
    moving = random.Random(f"noise {noise} {host} {number}")
    head, links, foot = _frame(host)
    body = "".join(f"<p>{text}</p>\n" for text in main_text(host, number, changed))
    title = main_text(host, number, False)[0][:30]
    cards = random.Random(f"cards {host} {number}")
    related = "".join(
        f'<li class="related-item"><a href="/article/{moving.randrange(PAGES)}?r={moving.randrange(10**6)}">'
        f"{sentence(moving, chinese)}</a></li>\n"
        for _ in range(10)
    )
    more = "".join(
        f'<div class="card"><a href="/topic/{n}"><img src="/t/{cards.randrange(10**5)}.jpg" alt="" width="320"></a>'
        f'<h3><a href="/topic/{n}">{sentence(cards, chinese)}</a></h3></div>\n'
        for n in range(40)
    )
    clock = (
        f"2026-11-{1 + noise % 28:02d} {moving.randrange(24):02d}:{moving.randrange(60):02d}:{moving.randrange(60):02d}"
    )
    generated, views = ("页面生成时间", "次浏览") if chinese else ("Page generated at", "views")
    return f"""<!doctype html>
<html lang="{"zh-CN" if chinese else "en"}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="csrf-token" content="{moving.getrandbits(256):x}"><link rel="canonical" href="/article/{number}">
{head}</head><body class="article-page"><header class="site-header"><div class="now">{clock}</div>
<nav class="main-nav"><ul>{links}</ul></nav></header>
<div class="layout"><main><article><h1>{title}</h1>
{body}</article>
<form class="newsletter"><input type="hidden" name="token" value="{moving.getrandbits(256):x}"></form></main>
<aside class="sidebar"><h3>{"相关阅读" if chinese else "Related articles"}</h3><ul>{related}</ul>
<p class="counter">{moving.randrange(10**6)} {views}</p></aside></div>
<section class="more-cards">{more}</section>
<footer class="site-footer"><ul>{foot}</ul><p class="generated">{generated} {clock}</p></footer></body></html>
""".encode()


def changed_pages(share: float = 0.05) -> set[tuple[int, int]]:
    """The pages whose main text changes: the same ones each time."""
    everything = [(host, number) for host in range(1, HOSTS + 1) for number in range(PAGES)]
    return set(random.Random("changed").sample(everything, round(len(everything) * share)))
