"""The public page of the stored text of a source: what its rights show, and what they do not."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.on_request import attachments
from observatory.monitoring.on_request.attachments import attach_file
from observatory.public.links import source_text_url
from observatory.public.source_text import AROUND, LONGEST_BLOCK, Quote, QuotedText
from observatory.publishing.record_publication import publish_many
from observatory.sources.models import Citation
from tests.factories import CitationFactory, InitiativeFactory, SourceFactory, UserFactory
from tests.monitoring.sites import ReadHere
from tests.published import publish_rows

pytestmark = pytest.mark.django_db
QUOTE = "The plan was launched in March 2023 by the ministry."
FAR = "Nobody quotes this sentence, which stands far from the quoted one."
FILLER = "This paragraph fills the space between two others with words that matter to nobody. " * 6


@pytest.fixture(autouse=True)
def _storage_of_its_own(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "Sandbox", ReadHere)  # files are read in this process
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}


def published_source(rights="passages", quote=QUOTE, text=(QUOTE, FILLER, FAR), **source):
    """A source that a published record quotes, with a file attached to it."""
    found = SourceFactory(key="MOST 2023a", rights=rights, **source)
    record = InitiativeFactory()
    CitationFactory(record=record, field="title", source=found, quote=quote)
    publish_many(records=[record], by=UserFactory(), reason="First.")
    attach_file(source=found, content="\n\n".join(text).encode(), name="plan.txt", by=None)
    publish_rows(found)  # with its new location
    return found


def page(client, source, query="", language=""):
    return client.get(f"{language}/sources/{source.public_id}/text/{query}")


def words(response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


def test_of_a_source_with_rights_to_passages_only_the_quoted_ones_are_shown(client):
    source = published_source()
    found = page(client, source)
    text = found.content.decode()
    assert f"<mark>{QUOTE}</mark>" in text
    assert FILLER[: AROUND - 20].rpartition(" ")[0] in words(found)  # cut at a word
    assert FILLER[: AROUND + 20] not in words(found)
    assert FAR not in text
    assert '<meta name="robots" content="noindex">' in text
    assert f'<a id="{Citation.objects.get().public_id}"></a>' in text


def test_of_a_source_with_rights_to_all_of_it_every_block_is_shown_with_its_anchor(client):
    text = page(client, published_source("whole")).content.decode()
    assert f"<mark>{QUOTE}</mark>" in text
    assert FAR in text
    assert [f'id="b{n}"' in text for n in range(4)] == [True, True, True, False]
    assert "noindex" not in text
    assert 'lang="en"' in text


@pytest.mark.parametrize(("language", "sentence"), [("", "It is not shown to readers."), ("/zh-hans", "不向读者展示")])
def test_of_a_source_without_rights_nothing_is_shown_and_its_page_says_so(client, language, sentence):
    source = published_source("nothing")
    assert page(client, source, language=language).status_code == 404
    about = client.get(f"{language}/sources/{source.public_id}/").content.decode()
    assert sentence in about
    assert "/text/" not in about


def test_the_page_of_the_source_leads_to_the_text(client):
    source = published_source()
    about = client.get(f"/sources/{source.public_id}/").content.decode()
    assert f"/sources/{source.public_id}/text/" in about
    assert "Quoted passages in their context" in about
    assert "file stored on" in about


def test_a_source_without_a_stored_text_or_a_public_record_has_no_such_page(client):
    source = SourceFactory()
    CitationFactory(source=source)
    attach_file(source=source, content=QUOTE.encode(), name="plan.txt", by=None)
    assert page(client, source).status_code == 404  # only a draft cites it
    assert page(client, SourceFactory(cited=True)).status_code == 404


def test_a_quote_that_only_a_draft_has_is_not_marked(client):
    source = published_source("whole")
    record = InitiativeFactory()
    CitationFactory(record=record, field="title", source=source, quote=FAR)
    attach_file(source=source, content=f"{QUOTE}\n\n{FAR}\n\nA new end.".encode(), name="plan.txt", by=None)
    text = page(client, source).content.decode()
    assert f"<mark>{QUOTE}</mark>" in text
    assert f"<mark>{FAR}</mark>" not in text
    assert FAR in text


def test_a_body_is_chosen_by_its_hash(client):
    source = published_source("whole")
    first = source.locations.get().watch.snapshot
    attach_file(source=source, content=f"{QUOTE}\n\nA second edition of it all.".encode(), name="plan.txt", by=None)
    assert FAR not in page(client, source).content.decode()
    assert FAR in page(client, source, f"?snapshot={first.body_id}").content.decode()
    assert page(client, source, f"?snapshot={'0' * 64}").status_code == 404
    assert page(client, source, "?snapshot='").status_code == 404


def test_hostile_text_is_escaped(client):
    hostile = f"A line. <script>alert(1)</script> {QUOTE} \u202eevil & more"
    text = page(client, published_source("whole", text=(hostile, FILLER))).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'dir="auto"' in text


def test_a_long_text_is_shown_by_200_blocks_and_found_by_the_number_of_a_block(client):
    blocks = [f"Paragraph {n}. {FILLER[:300]}" for n in range(3000)]
    source = published_source("whole", text=(QUOTE, *blocks))
    first = page(client, source)
    assert len(first.content) < 150_000
    assert 'id="b199"' in first.content.decode()
    assert 'id="b200"' not in first.content.decode()
    address = source_text_url(source.public_id, block=2500)
    assert address.endswith("?block=2500#b2500")
    assert 'id="b2500"' in client.get(address.partition("#")[0]).content.decode()
    assert page(client, source, "?page=99999").status_code == 200
    assert page(client, source, "?block=abc&page=x").status_code == 200


def test_a_page_is_made_once_and_again_when_the_rights_or_the_text_change(client):
    source = published_source("whole")
    address = f"/sources/{source.public_id}/text/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    attach_file(source=source, content=f"{QUOTE}\n\nA new end.".encode(), name="plan.txt", by=None)
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    source.rights = "nothing"
    source.save()
    publish_rows(source)
    assert client.get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 404


def test_a_page_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    source = published_source("whole")
    for number in range(5):
        record = InitiativeFactory()
        CitationFactory(record=record, field="title", source=source, quote=f"launched in March {2018 + number}")
        publish_many(records=[record], by=UserFactory(), reason="More.")
    page(client, source)
    with django_assert_max_num_queries(10):
        page(client, source, "?page=1")


BLOCKS = st.lists(st.text(max_size=30), max_size=8)
PLACES = st.tuples(st.integers(-1, 9), st.integers(-3, 40))
QUOTES = st.lists(st.builds(Quote, st.text("abc", min_size=1, max_size=3), PLACES, PLACES), max_size=5)


@given(BLOCKS, QUOTES)
def test_the_segments_of_a_block_are_its_text_wherever_the_quotes_are(blocks, quotes):
    text = QuotedText(blocks, quotes)
    shown = text.whole(0, len(blocks))
    assert ["".join(part.text for part in block.segments) for block in shown] == blocks
    for passage in text.passages():
        for block in passage:
            assert "".join(part.text for part in block.segments) in blocks[block.number]


def test_a_block_of_unlimited_length_is_cut():
    [block] = QuotedText(["x" * 50_000], []).whole(0, 1)
    assert sum(len(part.text) for part in block.segments) == LONGEST_BLOCK
    assert block.cut_after
