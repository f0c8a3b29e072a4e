"""Imports in the admin, as people use them: upload, look, put right, import, undo; each role; races and bad files."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from governance.models import Body
from observatory.exchange.models import Import
from observatory.records.models import Record, Relation
from observatory.sources.models import Source

pytestmark = pytest.mark.usefixtures("loaded", "db")
ADD = "/admin/exchange/import/add/"


def upload(client, kind: str, text: str | bytes, name: str = "table.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    response = client.post(ADD, {"kind": kind, "file": SimpleUploadedFile(name, content)})
    return Import.objects.order_by("-pk").first() if response.status_code == 302 else response


def page(work) -> str:
    return reverse("admin:exchange_import_change", args=[work.pk])


def decide(client, work, action: str, **data):
    response = client.post(page(work), {"action": action, "digest": work.digest, **data}, follow=True)
    work.refresh_from_db()
    return response


def fifty_rows() -> tuple[str, list[Source]]:
    sources = list(Source.objects.order_by("pk")[:20])
    rows = ["key,publisher,issued,type,title_en"]
    rows += [
        f'"{source.key}",Press {number},,{source.type},"{source.title_en}"' for number, source in enumerate(sources)
    ]
    rows += [f"New {number},Press,2024,report,Report {number}" for number in range(27)]
    rows += ["Bad 1,Press,someday,report,T", "Bad 2,Press,2024,reprot,T2", "Bad 3,Press,2024,report,"]
    return "\n".join(rows) + "\n", sources


def test_fifty_rows_with_three_bad_ones_are_put_right_imported_and_undone(person):
    _user, curator = person("curator")
    text, sources = fifty_rows()
    before = {source.pk: (source.publisher, source.issued) for source in Source.objects.all()}
    work = upload(curator, "sources", text)
    assert (work.state, work.rows_total, work.refused) == ("reviewed", 50, 3)
    shown = curator.get(page(work)).content.decode()
    assert "disabled" in shown
    assert "“someday” is not a valid date" in shown
    assert "report" in shown

    refused = decide(curator, work, "import")
    assert "nothing was imported" in refused.content.decode()
    assert Source.objects.count() == len(before)

    numbers = list(work.rows.filter(state="refused").values_list("number", flat=True))
    cells = {
        f"cell:{numbers[0]}:issued": "12 March 2026",
        f"cell:{numbers[1]}:type": "report",
        f"cell:{numbers[2]}:title_en": "A title",
    }
    decide(curator, work, "correct", **cells)
    assert (work.state, work.refused) == ("reviewed", 0)

    told = decide(curator, work, "import", reason="Spring list").content.decode()
    assert work.state == "imported"
    assert "50 rows were imported as one step" in told
    assert Source.objects.get(key="Bad 1").issued == "2026-03-12"
    assert Source.objects.get(pk=sources[0].pk).publisher == "Press 0"
    assert Source.objects.get(key="Bad 1").state == "draft"
    assert work.content is None

    decide(curator, work, "undo")
    assert work.state == "undone"
    assert {source.pk: (source.publisher, source.issued) for source in Source.objects.all()} == before


def test_an_import_of_records_can_be_undone_with_all_that_hangs_on_them(person):
    user, curator = person("curator")
    body = Body.objects.exclude(summary_en="").first()
    cited = list(body.citations.order_by("pk").values())
    held = Body.objects.filter(pk=body.pk).values().get()
    work = upload(curator, "bodies", f"slug,summary_en,founded\n{body.slug},Other words.,2001\n")
    decide(curator, work, "import")
    body.refresh_from_db()
    assert (body.summary_en, body.founded, body.edited_by) == ("Other words.", "2001", [user.pk])
    decide(curator, work, "undo")
    after = Body.objects.filter(pk=body.pk).values().get()
    assert {name for name in held if held[name] != after[name]} <= {"state", "updated_at", "edited_by"}
    assert list(body.citations.order_by("pk").values()) == cited


def test_what_was_edited_since_cannot_be_undone_and_is_told(person):
    _user, curator = person("curator")
    body = Body.objects.first()
    work = upload(curator, "bodies", f"slug,founded\n{body.slug},2001\n")
    decide(curator, work, "import")
    Body.objects.filter(pk=body.pk).update(founded="2002")
    told = decide(curator, work, "undo").content.decode()
    assert work.state == "imported"
    assert "was edited" in told
    assert Body.objects.get(pk=body.pk).founded == "2002"


def test_a_catalogue_that_changed_since_the_review_is_reviewed_anew(person):
    _user, curator = person("curator")
    body = Body.objects.first()
    work = upload(curator, "bodies", f"slug,founded\n{body.slug},2001\n")
    Body.objects.filter(pk=body.pk).update(founded="1987")
    told = decide(curator, work, "import").content.decode()
    assert (work.state, work.changed_since) == ("reviewed", True)
    assert "reviewed again" in told
    assert "1987" in told
    assert Body.objects.get(pk=body.pk).founded == "1987"
    decide(curator, work, "import")
    assert Body.objects.get(pk=body.pk).founded == "2001"


def test_a_double_click_is_one_import_and_an_old_page_none(person):
    _user, curator = person("curator")
    work = upload(curator, "sources", "key,title_en,type\nTwice 2026,A report,report\n")
    seen = work.digest
    decide(curator, work, "import")
    step = work.step_id
    decide(curator, work, "import", digest=seen)
    assert (work.state, work.step_id, Source.objects.filter(key="Twice 2026").count()) == ("imported", step, 1)
    other = upload(curator, "sources", "key,title_en,type\nOld 2026,A report of old,report\n")
    assert "reviewed again meanwhile" in decide(curator, other, "import", digest="0" * 64).content.decode()
    assert not Source.objects.filter(key="Old 2026").exists()


def test_a_cancelled_import_writes_nothing(person):
    _user, curator = person("curator")
    work = upload(curator, "sources", "key,title_en,type\nNot 2026,A report,report\n")
    decide(curator, work, "cancel")
    assert (work.state, work.content) == ("cancelled", None)
    assert "This import is cancelled" in decide(curator, work, "import").content.decode()
    assert not Source.objects.filter(key="Not 2026").exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.csv", b"", "The submitted file is empty"),
        ("x.csv", b"slug,what is this\na,b\n", "There is no column “what is this”"),
        ("x.csv", b"slug,slug\na,b\n", "The column “slug” appears twice"),
        ("x.csv", b'slug\n"a\n', "is not valid CSV"),
        ("x.csv", b"\x80\xff\xff\xfe", "encoding"),
        ("x.json", b"[" * 100_000, "nested too deeply"),
        ("x.json", b'{"slug": 1}', "must be a list of objects"),
        ("x.json", b'[{"slug": NaN}]', "not valid JSON"),
        ("x.xlsx", b"PK\x03\x04nonsense", "not a workbook"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "old format .xls"),
        ("x.pdf", b"%PDF", "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(curator, name, content, told):
    response = upload(curator, "bodies", content, name)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not Import.objects.exists()


def test_texts_of_a_file_are_never_markup(curator):
    work = upload(curator, "sources", "key,title_en,type\n<script>1</script>,<b>x</b>,<i>\n", "<img>.csv")
    shown = curator.get(page(work)).content.decode()
    assert "<script>1" not in shown
    assert "<b>x" not in shown
    assert "<img>.csv" not in shown


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_who_edits_may_import(person, role):
    _user, client = person(role)
    assert client.get(ADD).status_code == 200
    work = upload(client, "sources", "key,title_en,type\nBy 2026,A report,report\n")
    decide(client, work, "import")
    assert work.state == "imported"
    listed = client.get("/admin/exchange/import/").content.decode()
    assert "table.csv" in listed


def test_who_has_no_role_sees_nothing(person, client, curator):
    work = upload(curator, "sources", "key,title_en,type\nBy 2026,A report,report\n")
    _user, nobody = person(None)
    for address in (ADD, page(work), "/admin/exchange/import/", "/admin/exchange/import/export/sources.csv"):
        assert nobody.get(address).status_code in (302, 403), address
        assert client.get(address).status_code == 302
    assert nobody.post(page(work), {"action": "import", "digest": work.digest}).status_code in (302, 403)
    work.refresh_from_db()
    assert work.state == "reviewed"


def test_a_filtered_list_is_exported_as_it_is_filtered(curator):
    kind = Body.objects.values_list("body_type", flat=True).first()
    path = reverse("admin:exchange_export", args=["bodies", "json"])
    sent = json.loads(b"".join(curator.get(f"{path}?body_type__exact={kind}&o=1&p=2").streaming_content))
    assert {row["slug"] for row in sent} == set(Body.objects.filter(body_type=kind).values_list("slug", flat=True))
    listed = curator.get(f"/admin/governance/body/?body_type__exact={kind}").content.decode()
    assert f"{path}?body_type__exact={kind}" in listed


def test_relations_and_citations_of_a_list_are_exported(curator):
    path = reverse("admin:exchange_export", args=["relations", "json"])
    sent = json.loads(b"".join(curator.get(f"{path}?list=bodies").streaming_content))
    assert len(sent) == Relation.objects.filter(subject__kind="body").count() > 0
    path = reverse("admin:exchange_export", args=["citations", "csv"])
    lines = b"".join(curator.get(f"{path}?list=records&kind=body").streaming_content).decode("utf-8-sig")
    assert lines.startswith("id,record,statement,source")


@pytest.mark.parametrize("query", ["nothing__exact=1", "id__exact=%C3%28", "page=2"])
def test_an_export_with_a_filter_that_the_list_does_not_have_is_refused_in_words(curator, query):
    path = reverse("admin:exchange_export", args=["relations", "csv"])
    answer = curator.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert "Open the list, filter it there" in answer.content.decode()
    assert "请打开该列表" in curator.get(f"/zh-hans{path}?{query}").content.decode()


@pytest.mark.parametrize("name", ["organisations", "bodies", "sources", "relations", "citations", "terms"])
def test_an_export_takes_as_many_queries_whatever_its_length(curator, name, django_assert_max_num_queries):
    path = reverse("admin:exchange_export", args=[name, "csv"])
    with django_assert_max_num_queries(45):
        assert len(b"".join(curator.get(path).streaming_content)) > 100


def test_a_template_has_values_and_help(curator):
    path = reverse("admin:exchange_template", args=["bodies", "xlsx"])
    book = load_workbook(io.BytesIO(b"".join(curator.get(path).streaming_content)))
    assert book.sheetnames == ["bodies", "Values", "Help"]
    values = {(row[0].value, row[1].value) for row in book["Values"].iter_rows(min_row=2)}
    assert ("body_type", "committee") in values
    assert ("jurisdictions", "CN") in values
    work = upload(curator, "bodies", b"".join(curator.get(path).streaming_content), "empty.xlsx")
    assert (work.state, work.rows_total) == ("reviewed", 0)


def test_the_screens_speak_chinese(person):
    _user, client = person("curator")
    body = Body.objects.first()
    text = f"slug,founded\n{body.slug},某年某月\n"
    client.post(f"/zh-hans{ADD}", {"kind": "bodies", "file": SimpleUploadedFile("机构.csv", text.encode())})
    work = Import.objects.get()
    shown = client.get(f"/zh-hans/admin/exchange/import/{work.pk}/change/").content.decode()
    assert "机构.csv" in shown
    assert "不是有效日期" in shown
    assert Record.objects.get(pk=body.pk).state == "published"


def test_reasons_of_refused_rows_are_in_the_language_of_each_reader(person):
    _user, curator = person("curator")
    text = (
        "key,type,title_en,issued,isbn,language,contributors\n"
        'L 1,reprot,A title,someday,978-0-306-40615-8,c!n,"a | b | c | d | author | f"\n'
    )
    work = upload(curator, "sources", text)
    english = curator.get(page(work)).content.decode()
    chinese = curator.get(f"/zh-hans{page(work)}").content.decode()
    for words in ("is not a valid date", "is not an ISBN", "Did you mean", "is not a valid language tag", "more parts"):
        assert words in english
        assert words not in chinese
    for words in ("不是ISBN", "someday", "978-0-306-40615-8"):
        assert words in chinese
