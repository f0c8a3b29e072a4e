"""What is the main text of a page, and what a site puts around and between it."""

import pytest

from observatory.monitoring.reading.extract import extract

TEXT = (
    "The council funds groups that share their models with others for at least five years.",
    "Each application names one person who answers for the budget and one for the data.",
    "Reviewers declare their interests in writing before they see the first application.",
    "Payments are made in two parts, and the second part follows the report on the first.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def main_text(inside: str, after: str = "", title: str = "Rules for shared models") -> list[str]:
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{inside}</article>{after}</body>"
    return list(extract(page.encode(), "text/html; charset=utf-8").blocks)


@pytest.mark.parametrize(
    "furniture",
    [
        '<figure><img src="a.jpg"><figcaption>The new hall in spring</figcaption></figure>',
        '<div class="wp-caption"><img src="a.jpg"><p>The new hall in spring</p></div>',
        "<p>The new hall in spring (Photo: Anna Example)</p>",
        '<div class="author-bio"><p>Anna Example writes about research policy and has seen the new hall.</p></div>',
        '<p>Read more: <a href="/a">The new hall opened its doors in spring</a></p>',
        '<p>Lea también: <a href="/a">The new hall opened its doors in spring</a></p>',
        '<h3>Das könnte dich auch interessieren</h3><p><a href="/a">The new hall opened in spring</a></p>',
        '<p>Subscribe now to our <a href="/a">newsletter on the new hall</a></p>',
        "<aside><p>The new hall has room for three hundred guests, as its owner told us.</p></aside>",
        '<div class="donation-cta"><p>The new hall needs your support: please give what you can.</p></div>',
    ],
)
def test_what_is_put_between_paragraphs_is_left_out(furniture: str) -> None:
    half = PARAGRAPHS.index("<p>", len(PARAGRAPHS) // 2)

    blocks = main_text(PARAGRAPHS[:half] + furniture + PARAGRAPHS[half:])

    assert blocks == ["Rules for shared models", *TEXT]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<figure><img src='a.png'><figcaption>Figure 2: Grants by year</figcaption></figure>",
            "Figure 2: Grants by year",
        ),
        ("<figure><img src='a.png'><figcaption>图3 各年度经费</figcaption></figure>", "图3 各年度经费"),
        ("<p>Photographs are stored for ten years.</p>", "Photographs are stored for ten years."),
        ("<p>© followed by the year and the name stands on each page.</p>", "© followed by the year and the name"),
        ("<p>Follow us on the tour through the new hall</p>", "Follow us on the tour"),
        ("<p>Image: any picture that a model has made</p>", "Image: any picture"),
        ('<p>Annex: <a href="/a.pdf">More on the rules (PDF)</a></p>', "More on the rules (PDF)"),
        ("<h2>More on payments</h2><p>A payment is made within thirty days of the report.</p>", "More on payments"),
        (
            '<div class="js_readmore"><p>A payment is made within thirty days of a report.</p></div>',
            "within thirty days",
        ),
        ('<div class="rank-math-faq"><p>A payment is made within thirty days of a report.</p></div>', "thirty days"),
    ],
)
def test_what_looks_like_it_in_a_document_stays(markup: str, text: str) -> None:
    half = PARAGRAPHS.index("<p>", len(PARAGRAPHS) // 2)

    blocks = main_text(PARAGRAPHS[:half] + markup + PARAGRAPHS[half:])

    assert any(text in block for block in blocks), blocks


def test_a_long_caption_is_a_part_of_the_article() -> None:
    caption = " ".join(TEXT)

    assert caption in main_text(PARAGRAPHS + f"<figure><figcaption>{caption}</figcaption></figure>")


def test_pictures_with_captions_alone_are_what_a_page_is_about() -> None:
    pictures = "".join(
        f"<figure><img src='{n}.png'><figcaption>Hall {n} in spring</figcaption></figure>" for n in "123"
    )

    assert "Hall 2 in spring" in main_text(pictures)


def test_a_lead_in_a_box_of_its_own_is_kept() -> None:
    text = "<p>The rules are new this year, and open.</p>"
    lead = f"<div class='intro'><div class='share'><a href='/x'>Share</a></div>{text}</div>"
    body = f"<div class='article-body'>{PARAGRAPHS * 3}</div>"

    assert "The rules are new this year, and open." in main_text(lead + body)


def test_what_is_left_out_of_the_main_text_stays_in_the_text_of_the_page() -> None:
    page = (
        f"<title>Rules</title><article><h1>Rules</h1>{PARAGRAPHS}<figure><figcaption>The new hall</figcaption></figure>"
    )
    document = extract(page.encode(), "text/html")

    assert "The new hall" not in document.blocks
    assert "The new hall" in document.full_text
