"""Select the blocks of a page that are its main text.

Blocks are weighed by the running text in them (as boilerpipe and jusText do: Kohlschütter et al. 2010, Pomikálek 2011):
text outside links that reads like sentences. The main part is the smallest container that holds nearly all of it;
inside it, parts named as chrome, hidden parts and lists of links to other pages are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator

from observatory.monitoring.reading.extract.captions_and_link_lists import (
    is_link,
    running_text_weight,
    without_captions,
    without_link_lists,
)
from observatory.monitoring.reading.extract.chrome_names import (
    CHROME,
    COMMENTS,
    HIDDEN,
    MAIN,
    SURELY_MAIN,
    chrome_word,
    first_class,
)
from observatory.monitoring.reading.extract.html import Block, Node, Page
from observatory.monitoring.reading.extract.html_special_elements import READ_FORM
from observatory.monitoring.reading.noise import names_attachment
from observatory.text.typography import comparison_key

_LEAD = 12  # blocks before the body among which its lead is
_ALMOST_ALL, _MOST = 0.9, 0.5
_SOME_TEXT = 120  # with more running text than this, lists of links are not what a page is about
_LITTLE_TEXT = 1_000
_NO_NAME = 5  # characters; a shorter heading occurs in a title by chance
_MENU = 0.8  # a container without running text is a menu from this share of links
_ROWS = frozenset(("tr", "td", "th", "dd", "dt"))
_NAMED = frozenset(("div", "section", "td", "main", "article"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_CHROME_AT_MOST = 0.35  # a part with more than this share of the running text is the document, whatever its name
_ID = re.compile(r'\sid="([^"]{1,100})"')
_COMMENTS_AT_MOST = 0.9  # readers may write more than the author


def main_blocks(page: Page) -> list[Block]:
    """Return the blocks of the document in order. A page without running text keeps all blocks outside its chrome."""
    nodes, blocks = page.nodes, page.blocks
    if not nodes:
        return list(blocks)
    weights = list(map(running_text_weight, blocks))
    dropped = _dropped_containers(page, weights)
    kept = [0 if dropped[block.node] else own for block, own in zip(blocks, weights, strict=True)]
    sums = _sums_by_container(nodes, blocks, kept)
    centre = _core_of_main_text(nodes, sums)
    inside = _inside(nodes, centre)
    core = [at for at, b in enumerate(blocks) if inside[b.node] and not dropped[b.node]]
    if not _is_named_main(nodes[centre]):
        core = _without_menus(page, core, sums)
    chosen = _grown_main_text(page, core, kept, dropped) if core and sums[0] else core
    found = without_captions(page, [blocks[at] for at in chosen])
    return without_link_lists(nodes, found) if sums[0] >= _SOME_TEXT else found


def _sums_by_container(nodes: list[Node], blocks: list[Block], weights: list[int]) -> list[int]:
    """Return for each container the weights of all blocks in it and below it."""
    sums = [0] * len(nodes)
    for block, own in zip(blocks, weights, strict=True):
        sums[block.node] += own
    for number in range(len(nodes) - 1, 0, -1):
        parent = nodes[number].parent
        if parent >= 0:
            sums[parent] += sums[number]
    return sums


def _dropped_containers(page: Page, weights: list[int]) -> list[bool]:
    """Return for each container whether it is hidden or chrome, itself or by an ancestor. Chrome is judged by what is
    visible, and comments by what is no other chrome; a container with the page's headline is never chrome, whatever its
    name ("content-with-sidebar")."""
    nodes, blocks = page.nodes, page.blocks
    dropped = [False] * len(nodes)
    forms = _small_forms(page)
    for kind in (HIDDEN, CHROME, CHROME | COMMENTS):
        flags = HIDDEN if kind == HIDDEN else CHROME | COMMENTS
        marked = [
            number
            for number, node in enumerate(nodes)
            if (node.flags & flags == kind or (kind == CHROME and number in forms)) and not dropped[number]
        ]
        if kind != HIDDEN:
            marked = _without_headline(page, marked)
        if marked:
            seen = [0 if dropped[block.node] else own for block, own in zip(blocks, weights, strict=True)]
            sums = _sums_by_container(nodes, blocks, seen)
            if kind != CHROME | COMMENTS or not _comments_are_the_document(nodes, sums):
                dropped = _without_containers(nodes, sums, marked, dropped)
    return dropped


def _small_forms(page: Page) -> set[int]:
    """Return the forms with little of the text: labels and notes for whoever fills them. A form around most of the page
    is made by a framework."""
    nodes = page.nodes
    forms = [n for n, node in enumerate(nodes) if node.tag == "form" and READ_FORM not in node.attributes]
    if not forms:
        return set()
    lengths = _sums_by_container(nodes, page.blocks, [len(block.text) for block in page.blocks])
    return {number for number in forms if lengths[number] < _CHROME_AT_MOST * lengths[0]}


def _without_headline(page: Page, marked: list[int]) -> list[int]:
    """Return the containers without a heading that occurs in the page's title."""
    title, spared, seen = "", set[int](), set(marked)
    for block in page.blocks:
        if block.tag not in _HEADINGS or len(block.text) <= _NO_NAME:
            continue
        above = seen.intersection(_ancestors(page.nodes, block.node))
        title = title or comparison_key(page.title)
        if above - spared and comparison_key(block.text) in title:
            spared |= above
    return [number for number in marked if number not in spared] if spared else marked


def _ancestors(nodes: list[Node], number: int) -> Iterator[int]:
    """Yield the container and those around it."""
    while number >= 0:
        yield number
        number = nodes[number].parent


def _without_containers(nodes: list[Node], sums: list[int], marked: list[int], gone: list[bool]) -> list[bool]:
    """Return which containers are removed if the marked ones are.

    Containers with the same word in their names are judged together: if most of the running text is in parts called
    "modal", or in folded ones, these are the sections of the document.
    """
    kinds: dict[int, str] = {}
    totals: Counter[str] = Counter()
    seen = set(marked)
    for number in marked:
        if seen.isdisjoint(_ancestors(nodes, nodes[number].parent)):
            kinds[number] = chrome_word(nodes[number].attributes)
            totals[kinds[number]] += sums[number]
    total = sums[0]
    out = set()
    for number in marked:
        most = _COMMENTS_AT_MOST if nodes[number].flags & COMMENTS else _CHROME_AT_MOST
        if max(sums[number], totals[kinds[number]] if number in kinds else 0) < max(total * most, 1):
            out.add(number)
    dropped: list[bool] = []
    for number, node in enumerate(nodes):
        dropped.append(gone[number] or number in out or (node.parent >= 0 and dropped[node.parent]))
    return dropped


def _comments_are_the_document(nodes: list[Node], sums: list[int]) -> bool:
    """Return whether nearly all running text is in parts called comments, and no other part is the one they are on: the
    posts of a forum, the minutes of a match. The innermost parts count, because the container of a whole page may have
    such a name, too ("comments-open")."""
    inner = [bool(own and node.flags & COMMENTS) for node, own in zip(nodes, sums, strict=True)]
    around = [False] * len(nodes)
    for number in range(len(nodes) - 1, 0, -1):
        parent = nodes[number].parent
        if parent >= 0 and (inner[number] or around[number]):
            inner[parent], around[parent] = False, True
    if sum(own for own, counts in zip(sums, inner, strict=True) if counts) < max(sums[0] * _COMMENTS_AT_MOST, 1):
        return False
    return not any(
        own
        and _is_surely_main(node)
        and not node.flags & COMMENTS
        and not holds
        and not _is_within(nodes, number, inner)
        for number, (node, own, holds) in enumerate(zip(nodes, sums, around, strict=True))
    )


def _is_within(nodes: list[Node], number: int, parts: list[bool]) -> bool:
    return any(parts[other] for other in _ancestors(nodes, number))


def _core_of_main_text(nodes: list[Node], sums: list[int]) -> int:
    """Return the smallest container with nearly all of the running text, or one named as the main part with most of it,
    unless it is one of several with similar names: some sites cut their text into pieces. On a page with little text,
    where the box of a heading outweighs three lines of a notice, a vague name does not count."""
    total, core = sums[0], 0
    if not total:
        return 0
    named = _is_named_main if total >= _LITTLE_TEXT else _is_surely_main
    for number, node in enumerate(nodes):
        share = sums[number] / total
        if share < _MOST or not _below(nodes, number, core):
            continue
        if share >= _ALMOST_ALL or (named(node) and not _container_has_twin(nodes, sums, number)):
            core = number
    return core


def _container_has_twin(nodes: list[Node], sums: list[int], number: int) -> bool:
    """Return whether another container in the same parent is named as the main part, has a class that begins alike, and
    has running text."""
    own = _look_of_container(nodes[number])
    return bool(own) and any(
        _look_of_container(node) == own and not _below(nodes, other, number) and not _below(nodes, number, other)
        for other, node in enumerate(nodes)
        if sums[other] and _is_named_main(node)
    )


def _look_of_container(node: Node) -> str:
    """Return what containers of one kind have in common: their first class, or else their id, without the figures at
    its end ("col1", "col2")."""
    name = first_class(node.attributes)
    if not name and (match := _ID.search(node.attributes)):
        name = match[1]
    return name.rstrip("0123456789")


def _is_named_main(node: Node) -> bool:
    return node.tag in ("main", "article") or (bool(node.flags & MAIN) and node.tag in _NAMED)


def _is_surely_main(node: Node) -> bool:
    return node.tag in ("main", "article") or bool(node.flags & SURELY_MAIN)


def _below(nodes: list[Node], number: int, ancestor: int) -> bool:
    while number > ancestor:
        number = nodes[number].parent
    return number == ancestor


def _inside(nodes: list[Node], root: int) -> list[bool]:
    inside: list[bool] = []
    for number, node in enumerate(nodes):
        inside.append(number == root or (node.parent >= 0 and inside[node.parent]))
    return inside


def _without_menus(page: Page, core: list[int], sums: list[int]) -> list[int]:
    """Return the core without containers that have links and no running text, unless links are what the page is
    about."""
    blocks = [page.blocks[at] for at in core]
    if sum(block.link_chars for block in blocks) * 2 > sum(len(block.text) for block in blocks):
        return core
    # An item is judged with its whole list: one reference among explained ones is not a menu.
    homes = [node.parent if node.tag == "li" and node.parent >= 0 else n for n, node in enumerate(page.nodes)]
    links, lengths = _link_shares(page.blocks, homes)
    return [
        at
        for at, block in zip(core, blocks, strict=True)
        if sums[homes[block.node]]
        or links[homes[block.node]] <= _MENU * lengths[homes[block.node]]
        or page.nodes[block.node].tag in _ROWS
        or names_attachment(block.text)
    ]


def _grown_main_text(page: Page, core: list[int], weights: list[int], dropped: list[bool]) -> list[int]:
    """Return the numbers of the core's blocks, with the headline, the blocks between headline and core (a date, a
    lead), and running text after the core in the same part of the page: not every site keeps its text in one
    container."""
    blocks, nodes = page.blocks, page.nodes
    headline = _headline_of_page(page, core, dropped)
    if headline is None:
        return sorted({*_lead_of_main_text(page, core, weights, dropped), *core})
    part = _common_container(nodes, blocks[headline].node, blocks[core[0]].node)
    inside = _inside(nodes, part)
    branches = _branches_of_container(nodes, part)
    links, lengths = _link_shares(blocks, branches)
    chosen = {headline, *_lead_of_main_text(page, core, weights, dropped), *core}
    for at in range(headline + 1, len(blocks)):
        block = blocks[at]
        if at in chosen or dropped[block.node] or not inside[block.node] or is_link(block):
            continue
        branch = branches[block.node]
        density = links[branch] / lengths[branch]
        if density <= 0.35 if weights[at] else at < core[0] and density <= 0.2:
            chosen.add(at)
    return sorted(chosen)


def _lead_of_main_text(page: Page, core: list[int], weights: list[int], dropped: list[bool]) -> list[int]:
    """Return the numbers of the blocks of running text before the core that are in the same named main part: many sites
    put the lead into a box of its own, beside the body. Far from the core, the box must have few links: it may hold
    teasers."""
    nodes, blocks = page.nodes, page.blocks
    part = _main_part_of_page(page, core)
    if part < 0:
        return []
    inside = _inside(nodes, part)
    found = []
    branches = _branches_of_container(nodes, part)
    links, lengths = _link_shares(blocks, branches)
    for at in range(core[0]):
        block = blocks[at]
        if weights[at] and inside[block.node] and not dropped[block.node] and block.link_chars * 4 <= len(block.text):
            branch = branches[block.node]
            if at >= core[0] - _LEAD or links[branch] <= 0.2 * lengths[branch]:
                found.append(at)
    return found


def _main_part_of_page(page: Page, core: list[int]) -> int:
    """Return the container that is the main part around the core: `main` or `article`, else the nearest with a name of
    that kind; -1 without one."""
    nodes, first, last = page.nodes, page.blocks[core[0]].node, page.blocks[core[-1]].node
    for number in _ancestors(nodes, first):
        if nodes[number].tag in ("main", "article"):
            return number
    above = nodes[_common_container(nodes, first, last)].parent
    return next((number for number in _ancestors(nodes, above) if nodes[number].flags & MAIN), -1)


def _headline_of_page(page: Page, core: list[int], dropped: list[bool]) -> int | None:
    """Return the number of the block that is the page's headline, or None if the core has it or there is none.

    A block that occurs in the page's title takes precedence, the longest of them; then the last h1 before the core.
    """
    if any(page.blocks[at].tag == "h1" for at in core):
        return None
    title = comparison_key(page.title)
    best, longest, last_h1 = None, 5, None
    for at, block in enumerate(page.blocks[: core[0] + 8]):
        if dropped[block.node] or len(block.text) > 300:
            continue
        if block.tag == "h1" and at < core[0] and len(block.text) > 1:
            last_h1 = at
        if block.tag in _HEADINGS or not is_link(block):
            own = comparison_key(block.text)
            if len(own) > longest and own in title:
                best, longest = at, len(own)
    if best is None:
        best = last_h1
    return best if best is not None and best < core[0] else None


def _common_container(nodes: list[Node], one: int, other: int) -> int:
    """Return the innermost container that holds both."""
    while one != other:
        if one > other:
            one = nodes[one].parent
        else:
            other = nodes[other].parent
        if one < 0 or other < 0:
            return 0
    return one


def _branches_of_container(nodes: list[Node], part: int) -> list[int]:
    """Return for each container below `part`, which child of `part` it belongs to; itself for all others."""
    branches: list[int] = []
    for number, node in enumerate(nodes):
        branches.append(branches[node.parent] if node.parent > part and node.parent >= 0 else number)
    return branches


def _link_shares(blocks: list[Block], branches: list[int]) -> tuple[list[int], list[int]]:
    """Return for each container the characters of links and of text in the blocks that count for it."""
    links, lengths = [0] * len(branches), [0] * len(branches)
    for block in blocks:
        links[branches[block.node]] += block.link_chars
        lengths[branches[block.node]] += len(block.text)
    return links, lengths
