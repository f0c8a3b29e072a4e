"""A new source is looked up, checked and saved; what cannot be looked up can be filled in by hand."""

import orjson
import pytest

from observatory.sources.models import Location, Source
from tests.desk.browser_form import form_values
from tests.desk.source_lookup.conftest import text_of
from tests.factories import LocationFactory, SourceFactory
from tests.sources.references.test_answers import ARXIV, CROSSREF, DATACITE, OPEN_LIBRARY
from tests.sources.references.test_web_page import MINISTRY

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
HTML = {"content_type": "text/html"}
ADD = "/admin/sources/source/add/"


def filled(response) -> dict[str, str]:
    return {name: values[0] for name, values in form_values(response).items()}


def save(client, response, **changes):
    values = {name: found[0] if len(found) == 1 else found for name, found in form_values(response).items()}
    return client.post(ADD, values | changes)


def test_ministry_page_fills_the_form_and_is_saved(curator, web, look_up):
    web.pages["/notice.html"] = ("200 OK", MINISTRY.encode(), HTML)
    response = look_up(curator, web.url("/notice.html"))
    form = filled(response)
    assert form["title_zh_hans"] == "科技部启动“人工智能驱动的科学研究”专项部署工作"
    assert (form["issued"], form["language"], form["type"]) == ("2023-03-27", "zh-Hans", "webpage")
    assert form["key"] == "新华社 2023"
    assert form["locations-0-url"] == web.url("/notice.html")
    assert form["contributors-0-literal"] == "新华社"
    assert "From the page (ArticleTitle)." in text_of(response)
    assert not Source.objects.exists()

    assert save(curator, response, key="MOST 2023a").status_code == 302
    source = Source.objects.get()
    assert (source.key, source.state, source.issued) == ("MOST 2023a", "draft", "2023-03-27")
    assert source.locations.get().url == web.url("/notice.html")
    assert source.contributors.get().literal == "新华社"


def test_doi_is_asked_at_crossref_and_then_at_datacite(curator, web, look_up):
    web.pages["/crossref/works/10.1038%2Fs41586-023-06185-3"] = ("200 OK", orjson.dumps(CROSSREF), JSON)
    response = look_up(curator, "https://doi.org/10.1038/s41586-023-06185-3")
    assert filled(response)["container_title"] == "Nature"
    assert filled(response)["key"] == "Bi and The Pangu Group 2023"
    assert "From Crossref." in text_of(response)

    web.pages["/crossref/works/10.5281%2Fzenodo.1"] = ("404 Not Found", b"Resource not found.", {})
    web.pages["/datacite/dois/10.5281/zenodo.1"] = ("200 OK", orjson.dumps(DATACITE), JSON)
    assert filled(look_up(curator, "10.5281/zenodo.1"))["title_en"] == "A data set"


def test_isbn_and_arxiv(curator, web, look_up):
    web.pages["/open_library/api/books"] = ("200 OK", orjson.dumps(OPEN_LIBRARY), JSON)
    web.pages["/arxiv/api/query"] = ("200 OK", ARXIV, {"content_type": "application/atom+xml"})
    book, paper = look_up(curator, "978-0-306-40615-7"), look_up(curator, "arXiv:2211.02556v1")
    assert (filled(book)["type"], filled(book)["isbn"]) == ("book", "9780306406157")
    assert filled(paper)["doi"] == "10.48550/arxiv.2211.02556"
    assert save(curator, book).status_code == save(curator, paper).status_code == 302


def test_requests_name_who_asks(curator, web, look_up, settings):
    settings.OBSERVATORY_CONTACT = "https://observatory.example/contact"
    look_up(curator, web.url("/x"))
    assert "observatory.example/contact" in web.requests[-1]["user-agent"]


@pytest.mark.parametrize(
    ("text", "field", "value", "said"),
    [
        ("10.1000/unknown", "doi", "10.1000/unknown", "10.1000/unknown is not known to Crossref, DataCite."),
        ("978-0-306-40615-8", "key", "", "The check digit of this ISBN is wrong."),
        ("Notice on the plan", "title_en", "Notice on the plan", "It was taken as the title."),
    ],
)
def test_what_is_not_found_is_said_and_kept_in_the_form(curator, web, look_up, text, field, value, said):
    response = look_up(curator, text)
    assert filled(response)[field] == value
    assert said in text_of(response)
    assert text in response.content.decode()


def test_page_that_is_away_private_or_no_page(curator, web, look_up, settings):
    gone = look_up(curator, web.url("/missing"))
    assert "The page could not be read (Not found). Fill in the form by hand." in text_of(gone)
    assert filled(gone)["locations-0-url"] == web.url("/missing")
    web.pages["/table"] = ("200 OK", b"a,b", {"content_type": "text/csv"})
    assert "neither a web page nor a PDF" in text_of(look_up(curator, web.url("/table")))
    web.pages["/bare"] = ("200 OK", b"<p>x</p>", HTML)
    assert "The page does not say its title." in text_of(look_up(curator, web.url("/bare")))
    settings.OBSERVATORY_FETCH_ALLOW = ""
    refused = look_up(curator, web.url("/missing"))
    assert "The page could not be read (URL not allowed)." in text_of(refused)
    assert web.hits["/missing"] == 1


def test_service_that_fails_is_named(curator, web, look_up):
    web.pages["/crossref/works/10.1000%2F182"] = ("503 Busy", b"", {})
    said = text_of(look_up(curator, "10.1000/182"))
    assert "Crossref did not answer (Server error). Fill in the form by hand, or try again later." in said


def test_switched_off_nobody_is_asked(curator, web, look_up, settings):
    settings.SOURCE_LOOKUP = False
    for text in ("10.1000/182", "978-0-306-40615-7", web.url("/x")):
        assert "Looking up is switched off here." in text_of(look_up(curator, text))
    assert not web.hits
    assert filled(look_up(curator, "@misc{a, title={One}}"))["title_en"] == "One"


def test_nothing_entered_or_too_much(curator, look_up):
    assert "Enter a DOI, ISBN" in text_of(look_up(curator, "  "))
    assert "longer than 200000 characters" in text_of(look_up(curator, "x" * 200_001))


def test_hostile_page_is_text_and_fits(curator, web, look_up):
    page = f"<title>{'長' * 3000}&lt;script&gt;alert(1)</title><meta name=author content='{'<b>' * 400}'>"
    web.pages["/x"] = ("200 OK", page.encode(), {"content_type": "text/html; charset=utf-8"})
    response = look_up(curator, web.url("/x"))
    assert "<script>alert" not in response.content.decode()
    assert save(curator, response).status_code == 302


def test_large_page_is_read_to_its_limit(curator, web, look_up):
    web.pages["/x"] = ("200 OK", b"<title>Large</title>" + b"x" * 8_000_000, HTML)
    assert filled(look_up(curator, web.url("/x")))["title_en"] == "Large"


def test_duplicates_are_shown_before_saving(curator, web, look_up):
    known = SourceFactory(
        key="MOST 2023a", title_zh_hans="科技部启动「人工智能驱动的科学研究」专项部署工作", issued="2023"
    )
    web.pages["/notice.html"] = ("200 OK", MINISTRY.encode(), HTML)
    response = look_up(curator, web.url("/notice.html"))
    assert "There may be a source for this work already" in text_of(response)
    assert f'href="/admin/sources/source/{known.pk}/change/"' in response.content.decode()
    refused = save(curator, response)
    assert refused.status_code == 200
    assert "tick “It is another work; save it”" in text_of(refused)
    assert Source.objects.count() == 1
    assert save(curator, refused, is_another="on").status_code == 302
    assert Source.objects.count() == 2


def test_title_typed_by_hand_is_compared_too(curator):
    SourceFactory(key="A 2023", title_en="Measures for the ethical review of science")
    form = curator.get(ADD)
    refused = save(curator, form, key="B", type="document", title_en="Measures for the Ethical Review of Science")
    assert "There may be a source for this work already" in text_of(refused)


def test_known_url_is_shown(curator, web, look_up):
    web.pages["/notice.html"] = ("200 OK", MINISTRY.encode(), HTML)
    LocationFactory(source=SourceFactory(key="Other", title_en="Other"), url=web.url("/notice.html"))
    assert "(same URL)" in text_of(look_up(curator, web.url("/notice.html")))


def test_in_a_popup_an_existing_source_is_chosen(curator, web, look_up):
    known = SourceFactory(key="A 2023", title_en="Measures for the ethical review of science")
    response = look_up(curator, "Measures for the ethical review of science", popup=True)
    assert f'href="/admin/source-lookup/use/{known.pk}/"' in response.content.decode()
    assert 'action="/admin/sources/source/add/?_popup=1"' in response.content.decode()
    chosen = curator.get(f"/admin/source-lookup/use/{known.pk}/")
    assert f"&quot;value&quot;: &quot;{known.pk}&quot;" in chosen.content.decode()
    assert curator.get("/admin/source-lookup/use/99999999999999999999999/").status_code == 404


def test_in_a_popup_a_new_source_is_saved_and_chosen(curator, look_up):
    response = look_up(curator, "@misc{a, title={One}, year=2020, url={https://one.example/}}", popup=True)
    values = {name: found[0] for name, found in form_values(response).items()}
    saved = curator.post(f"{ADD}?_popup=1", values)
    assert "data-popup-response" in saved.content.decode()
    assert Location.objects.get().url == "https://one.example/"


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator", None])
def test_only_those_who_may_add_sources_look_up(person, web, look_up, role):
    client = person(role)[1]
    expected = 200 if role else 403
    assert look_up(client, "Some title").status_code == expected
    assert client.get("/admin/source-lookup/").status_code == (302 if role else 403)
    assert client.post("/admin/source-lookup/create/", {"q": ""}).status_code == (400 if role else 403)


def test_anonymous_is_sent_to_the_login(client, web, look_up):
    response = look_up(client, web.url("/x"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]
    assert not web.hits


def test_queries_do_not_grow_with_the_catalogue(curator, look_up, django_assert_max_num_queries):
    for number in range(30):
        SourceFactory(key=f"K{number}", title_en=f"Measures for the ethical review of science {number}")
    with django_assert_max_num_queries(20):
        look_up(curator, "Measures for the ethical review of science")
