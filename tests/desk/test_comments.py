"""Comments through the pages of the desk: on a record and a statement, mentions, what is refused, who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from observatory.records.admin_urls import admin_record_url
from observatory.records.comments import add_comment, settle_comment
from observatory.records.models import Comment
from tests.desk.browser_form import form_values
from tests.desk.claims import claim, page_of
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/comments/add/", "/admin/comments/"


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_comment_is_written_on_the_form_of_a_record_and_shown_there(person):
    me, client = person("curator")
    other, theirs = person("reviewer")
    plan = InitiativeFactory()
    page = html.fromstring(client.get(admin_record_url(plan)).content.decode())
    (form,) = page.xpath("//form[@class='comment-form']")
    assert not list(form.iterancestors("form"))
    (record,) = form.xpath(".//input[@name='record']/@value")
    assert {label.text_content().split()[-1] for label in form.xpath(".//label[input]")} == {
        f"@{me.username}",
        f"@{other.username}",
    }
    sent = {"record": record, "statement": "", "text": "Is <b>this</b> so?", "mentioned": [other.pk]}
    response = client.post(form.get("action"), sent, follow=True)
    assert "Your comment was saved." in said(response)
    assert response.redirect_chain[-1][0] == admin_record_url(plan)
    shown = theirs.get(admin_record_url(plan)).content.decode()
    assert "Is &lt;b&gt;this&lt;/b&gt; so?" in shown
    assert list(Comment.objects.get().mentioned.all()) == [other]


def test_what_was_typed_is_kept_when_a_comment_is_refused(person):
    _, client = person("curator")
    plan = InitiativeFactory()
    response = client.post(ADD, {"record": plan.pk, "statement": "", "text": "@nobody, please look at this."})
    page = response.content.decode()
    assert "Nobody with a role has the user name @nobody." in page
    assert "@nobody, please look at this." in page
    assert not Comment.objects.exists()
    assert "Write a comment." in client.post(ADD, {"record": plan.pk, "text": " "}).content.decode()


def test_a_comment_on_a_statement_stands_at_the_statement(person):
    _, client = person("curator")
    row = claim()
    record = row.citation.record
    page = html.fromstring(client.get(page_of(row.change)).content.decode())
    (link,) = page.xpath(f"//*[@id='claim-{row.citation_id}']//*[@data-key='c']/@href")
    form = client.get(link)
    assert "Launched" in form.content.decode()
    client.post(link, form_values(form) | {"text": "Which of the two?"})
    assert Comment.objects.get().statement == "field:launched"
    evidence = reverse("desk-evidence-record", args=[record.pk])
    for address in (page_of(row.change), evidence, admin_record_url(record)):
        assert "Which of the two?" in client.get(address).content.decode(), address
    settle_comment(comment=Comment.objects.get(), by=Comment.objects.get().author)
    assert "Which of the two?" not in client.get(evidence).content.decode()


def test_a_comment_is_edited_settled_opened_and_deleted(person):
    me, client = person("curator")
    other, theirs = person("reviewer")
    row = add_comment(record=InitiativeFactory(), text="Frist.", by=me)
    page = f"/admin/comments/{row.pk}/"
    assert "Only the author can change" in said(theirs.get(f"{page}edit/", follow=True))
    form = client.get(f"{page}edit/")
    assert "@x" in client.post(f"{page}edit/", form_values(form) | {"text": "@x"}).content.decode()
    client.post(f"{page}edit/", form_values(form) | {"text": "First."})
    assert Comment.objects.get().text == "First."
    assert "is settled" in said(theirs.post(f"{page}settle/", follow=True))
    assert f"{other} settled this comment" in said(client.post(f"{page}settle/", follow=True))
    assert "for a day, and until it is settled" in said(client.get(f"{page}edit/", follow=True))
    assert "open again" in said(client.post(f"{page}reopen/", follow=True))
    assert "Only" in said(theirs.post(f"{page}delete/", follow=True))
    assert "was deleted" in said(client.post(f"{page}delete/", follow=True))
    assert client.post(f"{page}settle/").status_code == 404


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_every_role_comments_in_both_languages(person, role, language):
    user, client = person(role)
    plan = InitiativeFactory()
    response = client.post(f"{language}{ADD}", {"record": plan.pk, "statement": "field:title", "text": "Look."})
    assert response.status_code == 302
    assert Comment.objects.get().author == user
    for show in ("mentioned", "mine", "open", "settled", "nonsense"):
        assert client.get(f"{language}{LIST}?show={show}").status_code == 200


def test_who_has_no_role_neither_reads_nor_writes_comments(person, client):
    author, _ = person("curator")
    plan = InitiativeFactory()
    row = add_comment(record=plan, text="Look.", by=author)
    _, outsider = person(None)
    assert outsider.get(LIST).status_code == 403
    for address, sent in (
        (ADD, {"record": plan.pk, "text": "x"}),
        *((f"/admin/comments/{row.pk}/{act}/", {"text": "x"}) for act in ("edit", "delete", "settle", "reopen")),
    ):
        assert outsider.post(address, sent).status_code == 403
        assert client.post(address, sent).headers["Location"].startswith("/admin/login/")
    assert Comment.objects.get().text == "Look."


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"record": "x"}, 404),
        ({"record": "9" * 40}, 404),
        ({"record": "999999999"}, 404),
        ({}, 404),
        ({"statement": "field:nonsense"}, 404),
        ({"statement": "relation:" + "9" * 40}, 404),
        ({"text": "x\x00y"}, 200),
        ({"text": "x" * 5_000}, 200),
        ({"mentioned": ["999999"]}, 200),
        ({"mentioned": ["x"]}, 200),
    ],
)
def test_bad_input_is_never_an_error_of_the_server(person, sent, status):
    _, client = person("curator")
    plan = InitiativeFactory()
    whole = {"record": plan.pk, "text": "Look."} | sent if sent else {}
    assert client.post(ADD, whole).status_code == status
    assert not Comment.objects.exists()


def test_comments_are_posted_only(person):
    author, client = person("curator")
    row = add_comment(record=InitiativeFactory(), text="Look.", by=author)
    for act in ("delete", "settle", "reopen"):
        assert client.get(f"/admin/comments/{row.pk}/{act}/").status_code == 405
    away = client.post(f"/admin/comments/{row.pk}/settle/?next=https://evil.example/")
    assert away.headers["Location"].startswith("/admin/")


def test_pages_of_comments_take_the_same_queries_for_many(person):
    me, client = person("curator")
    row = claim()
    record = row.citation.record
    pages = [LIST, admin_record_url(record), page_of(row.change), reverse("desk-evidence-record", args=[record.pk])]

    def cost(address) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add_comment(record=record, statement="field:launched", text=f"@{me.username} look", by=me)
    [cost(page) for page in pages]  # what is looked up once in a process
    few = [cost(page) for page in pages]
    for number in range(60):
        add_comment(record=record, statement="field:launched", text=f"No. {number} @{me.username}", by=me)
    assert [cost(page) for page in pages] == few
    assert few[0] <= 12
