"""How long it takes to look for quotes: `python -m tests.benchmarks.quotes`.

A generated document of 300 pages (English and Chinese, 2,500 characters a page) with 50 quotes, and one of 20 pages
with 300. Of the quotes a third stands, a third was altered by a word, a third is nowhere. Processor time of this
process, laying the text out included; and the time until a sandbox that is not running yet has answered for one
quote.
"""

import random
import resource
import time

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_finder import QuoteFinder
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from tests.monitoring.quote_search import find_quotes_in

PAGE = 2_500
EN = (
    "the council panel office board committee shall may must publish review grant report plan of work on record data "
    "users within days months before after each every at least research funding programme machine system unless"
)
ZH = "应当可以不得评审项目单位数据开放资金支持办法规定组织实施管理部门科研机构人工智能平台建设年度计划公布"


def sentence(rng: random.Random, chinese: bool) -> str:
    words, joint, end = (ZH, "", "。") if chinese else (EN.split(), " ", ". ")
    halves = (joint.join(rng.choice(words) for _ in range(18 if chinese else 9)) for _ in range(2))
    return joint.join((next(halves), str(rng.randrange(2, 9_000)), next(halves))).capitalize() + end


def document(rng: random.Random, pages: int) -> Document:
    blocks: list[str] = []
    size = 0
    while size < pages * PAGE:
        chinese = len(blocks) % 3 == 2
        blocks.append("".join(sentence(rng, chinese) for _ in range(4)).strip())
        size += len(blocks[-1]) * (2 if chinese else 1)
    return Document("pdf", tuple(blocks), full_text="\n".join(blocks), pages=pages)


def quotes(rng: random.Random, read: Document, count: int) -> list[TextQuoteSelector]:
    found = []
    for number in range(count):
        block = rng.choice(read.blocks)
        start = rng.randrange(len(block) // 3)
        exact = block[start : start + 140]
        if number % 3 == 1:
            middle = len(exact) // 2
            exact = f"{exact[:middle]} wholly {exact[middle:]}"
        if number % 3 == 2:
            exact = "".join(sentence(rng, False) for _ in range(1))
        found.append(TextQuoteSelector(exact, block[max(0, start - 40) : start], block[start + 140 : start + 180]))
    return found


def measure(pages: int, count: int) -> None:
    rng = random.Random(7)
    read = document(rng, pages)
    selectors = quotes(rng, read, count)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        finder = QuoteFinder(read)
        states = [finder.find(selector).state for selector in selectors]
        best = min(best, time.process_time() - start)
    shares = ", ".join(f"{states.count(state)} {state}" for state in QuoteState if state in states)
    print(f"{count} quotes in {pages} pages ({len(read.text):,} characters): {best:.2f} s ({shares})")


def measure_start() -> None:
    packed = document(random.Random(8), 20).pack()
    times = []
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        start = time.perf_counter()
        find_quotes_in([(1, TextQuoteSelector("a sentence that is nowhere in it"))], packed)
        times.append(time.perf_counter() - start)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime) / len(times)
    print(f"one quote in 20 pages, the reading process started: {min(times):.2f} s, processor time {processor:.2f} s")


if __name__ == "__main__":
    start = time.process_time()
    sum(range(1_000_000))
    print(f"a million additions: {(time.process_time() - start) * 1_000:.0f} ms")
    measure(300, 50)
    measure(20, 300)
    measure_start()
