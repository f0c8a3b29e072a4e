"""What is the main text of a page, and what a site puts around and between it."""

import json

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
        "<figure><img src='a.jpg'><p>The new hall in spring, seen from the other side of the river</p></figure>",
        "<form action='/ask'><p>Please write your question on the new hall here, in a few words.</p><input></form>",
        "<p>Advertisement:</p>",
        "<p>- Anzeige -</p>",
        '<div><a href="/list">Zurück zur Übersicht</a></div>',
        '<section class="editorial-disclosure"><p>The hall pays us for each seat you buy.</p></section>',
        '<div class="c-letters-cta"><p>Tell us in a letter what you think of the new hall, please.</p></div>',
        '<div class="textwidget"><p>The new hall is a journal on halls, and comes out once a year.</p></div>',
        '<p>Lue myös:</p><p><a href="/a">The new hall opened its doors in spring</a></p>',
        '<p>Lust auf mehr? <a href="/a">Read of the new hall every week</a></p>',
        "<p>Crédits photos : Anna Example</p>",
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
        ("<h2>Werbung</h2><p>A payment is made within thirty days of a report.</p>", "Werbung"),
        ("<ul><li>Print</li><li>Film</li></ul>", "Print"),
        (
            "<figure><h3>Payments</h3><p>A payment is made within thirty days of a report.</p></figure>",
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


def page_text(body: str, title: str = "Rules for shared models") -> list[str]:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return list(extract(page.encode(), "text/html; charset=utf-8").blocks)


def test_a_form_around_most_of_a_page_is_read() -> None:
    page = f"<form action='/page.aspx'><h1>Grants</h1>{PARAGRAPHS}</form><p>The council, an office of the state.</p>"

    assert set(TEXT) <= set(page_text(page))


POSTS = "".join(f"<div class='post-comment'><div class='comment-text'><p>{text}</p></div></div>" for text in TEXT)


def test_posts_called_comments_are_the_document_of_a_page_without_another() -> None:
    blocks = page_text(f"<main><h1>Who pays the second part?</h1><div class='comments'>{POSTS}</div></main>", "Forum")

    assert set(TEXT) <= set(blocks)


def test_comments_below_a_short_article_are_not_the_document() -> None:
    article = "<article><h1>Who pays?</h1><p>The council asks its readers who should pay.</p></article>"

    blocks = page_text(f"{article}<div class='comments'>{POSTS}</div>", "Who pays?")

    assert "The council asks its readers who should pay." in blocks
    assert not set(TEXT) & set(blocks)


def test_columns_whose_names_differ_in_a_figure_are_read_together() -> None:
    last = "The address of the council is that of the ministry, and letters are answered within a week."
    columns = f"<div class='content_col1'>{PARAGRAPHS * 4}</div><div class='content_col2'><p>{last * 4}</p></div>"

    assert last * 4 in page_text(f"<div>{columns}</div>")


def test_a_slider_of_teasers_with_more_text_than_the_page_is_not_its_main_part() -> None:
    teasers = "".join(f"<div class='slide'><h3><a href='/a'>A grant</a></h3><p>{text}</p></div>" for text in TEXT)
    slider = f"<div class='content-slider-inner'>{teasers * 4}</div>"
    own = "The rules apply to all grants that are made after the first day of the year. " * 8

    assert own.strip() in page_text(f"<div><div class='box'><p>{own}</p></div>{slider}</div>")


def test_a_long_introduction_in_a_box_of_its_own_is_kept_whole() -> None:
    sentences = [f"In the year {2000 + n} the council paid for the work of {n + 3} groups, in full." for n in range(20)]
    intro = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    body = f"<div class='article-body'><h1>Rules</h1>{PARAGRAPHS * 20}</div>"

    assert sentences[0] in page_text(f"<main><div class='intro'>{intro}</div>{body}</main>")


ARTICLE = " ".join(TEXT * 3)


def structured(*bodies: str, markup: str = "<main><h1>Rules for shared models</h1></main>") -> list[str]:
    data = json.dumps({"@graph": [{"@type": "NewsArticle", "articleBody": body} for body in bodies]})
    return page_text(f"{markup}<script type='application/ld+json'>{data}</script>")


def test_an_article_that_only_the_structured_data_has_is_read() -> None:
    assert structured(f"{ARTICLE}\n{TEXT[0]}") == ["Rules for shared models", ARTICLE, TEXT[0]]


def test_markup_in_structured_data_is_read_as_paragraphs() -> None:
    assert structured(f"<p>{ARTICLE}</p><p>{TEXT[0]}</p>")[1:] == [ARTICLE, TEXT[0]]
    assert structured(f"&lt;p&gt;{ARTICLE}&lt;/p&gt;&lt;p&gt;{TEXT[0]}&lt;/p&gt;")[1:] == [ARTICLE, TEXT[0]]


def test_an_article_in_the_markup_is_not_read_a_second_time() -> None:
    markup = f"<main><h1>Rules</h1><p>{ARTICLE}</p></main>"

    assert structured(ARTICLE, markup=markup).count(ARTICLE) == 1


def test_several_articles_in_structured_data_are_those_of_a_list() -> None:
    assert structured(ARTICLE, ARTICLE + TEXT[0]) == ["Rules for shared models"]


@pytest.mark.parametrize("data", ["", "{", '{"articleBody": 3}', '{"articleBody"' + "[" * 5_000, '["articleBody"]'])
def test_broken_structured_data_is_passed_over(data: str) -> None:
    page = f"<main><h1>Rules for shared models</h1></main><script type='application/ld+json'>{data}</script>"

    assert page_text(page) == ["Rules for shared models"]
