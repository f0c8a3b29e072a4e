"""Generated entries in two languages: the same numbers make the same catalogue.

Each entry has a few topics, drawn by Zipf's law from the vocabulary of the field and made-up words after
it, so that some words occur in most entries and some in a few; its texts repeat the topics. There are random
characters between words, so that pairs of characters also occur by chance, which reduces the precision of an
index of pairs.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from observatory.publishing.documents.document_format import FORMAT

_CHINESE = (
    "人工智能 科学研究 伦理 审查 数据 平台 治理 安全 创新 发展 规划 办法 专项 实施方案 算法 模型 科技伦理 委员会 材料 "
    "生命科学 计算 基础设施 开放 共享 标准 评估 监管 高等学校 实验室 药物研发 气候 天文 物理 化学 数学 科研诚信 生成式 "
    "大模型 深度学习 机器学习 知识图谱 仿真 自动化 机器人 人才 培养 国际合作 指南 意见 通知 条例 法律 责任 风险 隐私 "
    "个人信息 知识产权 成果转化 重点研发 自然科学基金 产业 应用 示范 试点 区域 中心 联盟 论坛 白皮书 蓝皮书 征求意见稿 "
    "公开 透明 可解释 可信 公平 偏见 歧视 生物安全 基因编辑 脑机接口 量子 半导体 芯片 算力 超级计算 云服务 开源 社区 "
    "代码 数据集 基准 测试 验证 复现 文献 期刊 同行评议 论文 专利 教育 课程 博士后 青年 学者 项目 申报 验收 经费 预算"
)
_ENGLISH = (
    "artificial intelligence science research ethics review data platform governance safety innovation development "
    "plan measures special programme algorithm model technology committee materials life computing infrastructure open "
    "sharing standards assessment regulation university laboratory drug discovery climate astronomy physics chemistry "
    "mathematics integrity generative large deep learning machine knowledge graph simulation automation robot talent "
    "training international cooperation guideline opinion notice ordinance law liability risk privacy personal "
    "information intellectual property transfer key national natural foundation industry application demonstration "
    "pilot region centre alliance forum white paper blue draft comments public transparency explainable trustworthy "
    "fairness bias discrimination biosafety gene editing brain interface quantum semiconductor chip power "
    "supercomputing cloud service source community code dataset benchmark test verification reproduction literature "
    "journal peer article patent education course postdoctoral young scholar project application acceptance funding "
    "budget"
)
CHINESE, ENGLISH = _CHINESE.split(), _ENGLISH.split()
CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 1200)))
KINDS = ("initiative", "instrument", "platform")
ACTORS = ("organisation", "organisation", "organisation", "body")
EVERY = 5  # one in so many entries is an organisation or a body
DATED = {"initiative": "launched", "organisation": "founded", "body": "founded", "instrument": "issued"}
JURISDICTIONS = ("CN", "US", "GB", "DE", "FR", "JP", "KR", "CA", "AU", "SG", "XEU", "XAB", "BR", "IN", "CH", "NL")
THEMES = tuple(f"TH{number}" for number in range(1, 59))
FIELDS = tuple(f"{major}.{minor}" for major in range(1, 7) for minor in range(1, 8))
EVIDENCE = ("supported", "unchecked", "unsupported", "disputed", "contradicted")
MADE_UP = 2_000
TEXTS = 10_000  # different texts; beyond so many entries texts come again, with other facets
TOPICS = 12
SOURCES = 20_000
PREDICATES = ("launched", "issued", "developed", "supports", "participates_in", "advises")
MOST_RELATIONS = 1_000


class Drawer:
    """Draws from lists by Zipf's law, the first item most often."""

    def __init__(self, seed: str):
        self.random = random.Random(seed)

    def some(self, items: Sequence, count: int) -> list:
        return self.random.choices(items, cum_weights=_zipf(len(items)), k=count)

    def distinct(self, items: Sequence, count: int) -> list:
        return sorted(set(self.some(items, count)))


@lru_cache
def _zipf(length: int) -> list[float]:
    return list(accumulate(1 / (place + 1) for place in range(length)))


@lru_cache
def vocabulary() -> tuple[list[str], list[str]]:
    """Return the English and the Chinese words, the most frequent first."""
    draw = random.Random("vocabulary")
    english = ["".join(draw.choices("bcdfgklmnprstvaeiou", k=draw.randint(5, 10))) for _ in range(MADE_UP)]
    chinese = ["".join(draw.choices(CHARACTERS, k=draw.randint(2, 6))) for _ in range(MADE_UP)]
    return list(dict.fromkeys([*ENGLISH, *english])), list(dict.fromkeys([*CHINESE, *chinese]))


def document(number: int, text: int, told: Sequence["Tie"] = ()) -> dict[str, Any]:
    """Return the document of entry `number` with the words of text `text` and the relations `told`, of the shape that
    `publish()` freezes."""
    draw = Drawer(f"entry {number}")
    kind = kind_of(number)
    day = (date(2026, 1, 1) - timedelta(days=int(draw.random.expovariate(1 / 1500)))).isoformat()
    return {
        "format": FORMAT,
        "id": public_id(number),
        "kind": kind,
        "slug": f"entry-{number}",
        **texts(text),
        "identifiers": [{"scheme": "doi", "value": f"10.5555/ai4s.{number}"}],
        "jurisdictions": _terms(draw.distinct(JURISDICTIONS, 1)),
        "themes": _terms(draw.distinct(THEMES, 2)),
        "instrument_types": [],
        "fields_of_science": _terms(draw.distinct(FIELDS, 2)),
        "facts": {DATED.get(kind, "released"): {"value": day, "from": day, "to": day}, "scope": texts(text)["scope"]},
        "evidence": {
            "title": [_citation(draw)],
            "scope": [_citation(draw), _citation(draw)],
            DATED.get(kind, "released"): [_citation(draw, stated=day), _citation(draw, stated=day[:4])],
        },
        "disagreements": _disagreement(kind, day) if facet_columns(number)["evidence"] == "disputed" else {},
        "milestones": [_milestone(draw, day) for _ in range(number % 4)],
        "relations": [_relation(draw, tie) for tie in told],
    }


def kind_of(number: int) -> str:
    return Drawer(f"kind {number}").some(KINDS if number % EVERY else ACTORS, 1)[0]


class Tie(NamedTuple):
    """A relation to an entry, told by the one that stands behind it."""

    subject: int
    predicate: str
    role: str | None
    object: int


def ties_to(number: int, entries: int) -> list[Tie]:
    """Return who stands behind an entry: some organisations behind very many, most behind a few."""
    if number % EVERY == 0:
        return []
    draw = Drawer(f"ties {number}")
    organisations = max(1, entries // EVERY)
    keys = {
        EVERY * (1 + int(organisations * draw.random.random() ** 2.2)) for _ in range(draw.random.choice((0, 1, 1, 2)))
    }
    return [
        Tie(key, draw.some(PREDICATES, 1)[0], draw.random.choice(("lead", "joint", None)), number)
        for key in sorted(keys)
    ]


def organisations(ties: Sequence["Tie"]) -> list[str]:
    """Return the permanent ids of the organisations behind an entry."""
    return [public_id(subject) for subject in sorted({tie.subject for tie in ties})]


def facet_columns(number: int, ties: Sequence[Tie] = ()) -> dict[str, Any]:
    """Return the columns of an entry that are not read off its document: its evidence and who stands behind it."""
    acting = [tie for tie in ties if tie.predicate not in ("participates_in", "advises")]
    return {
        "evidence": Drawer(f"columns {number}").some(EVIDENCE, 1)[0],
        "actor_ids": [tie.subject for tie in sorted(acting, key=lambda tie: tie.role != "lead")],
    }


@lru_cache(maxsize=10_000)
def texts(number: int) -> dict[str, Any]:
    """Return the texts of an entry: title, summary, names, scope."""
    draw = Drawer(f"text {number}")
    english, chinese = vocabulary()
    words, characters = draw.some(english, TOPICS), draw.some(chinese, TOPICS)

    def in_english(count: int) -> str:
        return " ".join(draw.random.choices(words, k=count)).capitalize() + "."

    def in_chinese(count: int) -> str:
        parts = draw.random.choices(characters, k=count)
        for place in range(0, count, 4):
            parts[place] += draw.random.choice("的和在，、与") + draw.random.choice(CHARACTERS)
        return "".join(parts) + "。"

    return {
        "title": {"en": in_english(6), "zh-hans": in_chinese(5), "original": "", "original_language": ""},
        "summary": {"en": in_english(60), "zh-hans": in_chinese(40)},
        "names": [{"name": in_english(2), "language": "en", "kind": "alias", "note": {"en": "", "zh-hans": ""}}],
        "scope": {"en": in_english(50), "zh-hans": in_chinese(40)},
    }


def public_id(number: int) -> str:
    return f"{number:08d}"


def _terms(codes: list[str]) -> list[dict[str, str]]:
    return [{"code": code, "en": f"Label of {code}", "zh-hans": f"{code}的名称"} for code in codes]


def source_id(number: int) -> str:
    return f"s{number:07d}"


def source_url(number: int) -> str:
    return f"https://host{number % 500}.example.org/news/2023/{number}.html"


def _citation(draw: Drawer, stated: str = "") -> dict[str, Any]:
    number = draw.random.randrange(SOURCES)
    title = {"en": "A source", "zh-hans": "一个来源", "original": "", "original_language": "", "language": "en"}
    return {
        "id": "".join(draw.random.choices("0123456789abcdefghjkmnpqrstvwxyz", k=8)),
        "source": {"id": source_id(number), "key": f"MOST {number}", "title": title},
        "url": source_url(number),
        "stated_value": stated,
        "locator": "paragraph 2",
        "quote": "".join(draw.random.choices(CHARACTERS, k=80)),
        "quote_language": "zh-Hans",
        "prefix": "",
        "suffix": "",
        "quoted_from": "",
        "verdict": "supports",
        "basis": "passage",
        "note": {"en": "", "zh-hans": ""},
        "checked_on": "2026-01-01T00:00:00+00:00",
    }


def _milestone(draw: Drawer, day: str) -> dict[str, Any]:
    return {
        "type": {"value": "announced", "en": "announced", "zh-hans": "宣布"},
        "date": {"value": day, "from": day, "to": day},
        "title": {"en": "Announced at a conference", "zh-hans": "在会议上宣布"},
        "evidence": [_citation(draw)],
        "disagreement": None,
    }


def _relation(draw: Drawer, tie: Tie) -> dict[str, Any]:
    return {
        "predicate": {"value": tie.predicate, "en": tie.predicate, "zh-hans": tie.predicate},
        "role": tie.role,
        "date": None,
        "note": {"en": "", "zh-hans": ""},
        "object": {
            "id": public_id(tie.object),
            "kind": kind_of(tie.object),
            "title": texts(tie.object % TEXTS)["title"],
        },
        "evidence": [_citation(draw)],
        "disagreement": None,
    }


def _disagreement(kind: str, day: str) -> dict[str, Any]:
    return {DATED.get(kind, "released"): [{"value": day, "citations": [0]}, {"value": day[:4], "citations": [1]}]}
