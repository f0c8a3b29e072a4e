"""`import_table` and `export_table`: what they write, print and return."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.models import Body
from observatory.records.models import Record, Relation
from observatory.sources.models import Citation, OfficialTerm, Source

pytestmark = pytest.mark.usefixtures("loaded", "db")


def run(name: str, *args) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(name, *map(str, args), stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def report(kind: str, path, *args) -> dict:
    out = StringIO()
    with suppress(CommandError):
        call_command("import_table", kind, str(path), "--json", *args, stdout=out)
    return json.loads(out.getvalue())


def table(tmp_path, text: str, name: str = "table.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_cell_changes_one_value_and_leaves_all_others_alone(tmp_path):
    body = Body.objects.exclude(mandate_en="").first()
    before = {
        field.name: getattr(body, field.name) for field in Body._meta.fields if not field.name.startswith("founded")
    }
    cited = set(body.citations.values_list("pk", "public_id", "stated_value", "checked_by"))
    path = table(tmp_path, f"slug,founded\n{body.slug},12 March 2019\n")
    told = report("bodies", path)
    assert told["counts"] == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    assert told["rows"][0]["changes"] == [{"column": "founded", "old": body.founded, "new": "2019-03-12"}]
    after = Body.objects.get(pk=body.pk)
    changed = {name for name, value in before.items() if getattr(after, name) != value}
    assert (after.founded, after.state, changed - {"updated_at", "state"}) == ("2019-03-12", "draft", set())
    assert set(body.citations.values_list("pk", "public_id", "stated_value", "checked_by")) == cited


def test_an_empty_cell_empties_the_value(tmp_path):
    body = Body.objects.exclude(mandate_en="").first()
    code, _told = run("import_table", "bodies", table(tmp_path, f"slug,mandate_en\n{body.slug},\n"))
    assert (code, Body.objects.get(pk=body.pk).mandate_en) == (0, "")


def test_new_rows_are_drafts_with_slugs_in_pinyin(tmp_path):
    path = table(tmp_path, "title_zh_hans,initiative_type,jurisdictions\n国家新计划,plan,中国；Shanghai\n")
    assert run("import_table", "initiatives", path)[0] == 0
    made = Record.objects.get(title_zh_hans="国家新计划")
    assert (made.slug, made.state) == ("guo-jia-xin-ji-hua", "draft")
    assert set(made.jurisdictions.values_list("code", flat=True)) == {"CN", "CN-SH"}


def test_titles_of_columns_and_labels_of_values_in_chinese_are_understood(tmp_path):
    path = table(
        tmp_path,
        "中文标题；英文标题；国家和地区；治理机构类型\n新委员会；A New Committee；中国；委员会\n".replace("；", ";"),
    )
    told = report("bodies", path)
    assert told["rows"][0]["problems"] == []
    assert Record.objects.get(title_en="A New Committee").kind == "body"


def test_the_same_title_again_is_refused_with_the_slug_to_write(tmp_path):
    known = Record.objects.filter(kind="body").first()
    path = table(tmp_path, f"title_en,body_type\n{known.title_en},committee\n")
    [row] = report("bodies", path)["rows"]
    assert (row["state"], known.slug in row["problems"][0]["remedy"]) == ("refused", True)
    assert Record.objects.filter(title_en=known.title_en).count() == 1


def test_one_refused_row_and_nothing_is_written(tmp_path):
    first, second = Body.objects.order_by("pk")[:2]
    path = table(tmp_path, f"slug,founded,jurisdictions\n{first.slug},2001,CN\n{second.slug},someday,CHN\n")
    code, told = run("import_table", "bodies", path)
    assert (code, "nothing was imported" in told) == (3, True)
    assert "founded: “someday” is not a valid date" in told
    assert "Did you mean CN (China / 中国)?" in told
    assert Body.objects.get(pk=first.pk).founded == first.founded


def test_a_dry_run_writes_nothing(tmp_path):
    body = Body.objects.first()
    code, told = run("import_table", "bodies", table(tmp_path, f"id,founded\n{body.public_id},1999\n"), "--dry-run")
    assert (code, "Dry run: nothing was written." in told) == (0, True)
    assert Body.objects.get(pk=body.pk).founded != "1999"


def test_a_relation_is_added_and_its_subject_becomes_a_draft(tmp_path):
    subject, other = Record.objects.filter(kind="organisation").order_by("pk")[:2]
    path = table(tmp_path, f"subject,predicate,object,date\n{subject.slug},works with,{other.public_id},2022-2025\n")
    before = set(subject.relations.values_list("pk", flat=True))
    assert run("import_table", "relations", path)[0] == 0
    made = Relation.objects.exclude(pk__in=before).get(subject=subject)
    assert (made.predicate, made.object_id, made.date) == ("partner_of", other.pk, "2022/2025")
    assert before < set(subject.relations.values_list("pk", flat=True))
    subject.refresh_from_db()
    assert subject.state == "draft"


def test_a_relation_that_the_types_of_its_records_forbid_is_refused_with_its_row(tmp_path):
    subject, other = _slug("organisation"), _slug("instrument")
    path = table(tmp_path, f"subject,predicate,object,date\n{subject},works with,{other},\n")
    before = Relation.objects.count()
    code, told = run("import_table", "relations", path)
    assert (code, Relation.objects.count()) == (3, before)
    assert "“works with” cannot be said of a record of the type “organisation” and one of the type" in told


def test_a_record_with_such_a_relation_from_before_can_still_be_corrected(tmp_path):
    body = Body.objects.first()
    Relation.objects.create(subject=body, predicate="partner_of", object=Record.objects.filter(kind="instrument")[0])
    path = table(tmp_path, f"id,founded\n{body.public_id},1999\n")
    assert run("import_table", "bodies", path)[0] == 0
    assert Body.objects.get(pk=body.pk).founded == "1999"


def _slug(kind: str) -> str:
    return Record.objects.filter(kind=kind).order_by("pk").values_list("slug", flat=True)[0]


def test_a_citation_is_added_to_a_statement_and_one_is_changed_by_its_id(tmp_path, person):
    user, _client = person("curator")
    held = Citation.objects.filter(field="summary").first()
    source = Source.objects.exclude(pk=held.source_id).first()
    rows = [
        {"id": held.public_id, "record": held.record.slug, "statement": "summary", "source": held.source.key},
        {"record": held.record.public_id, "statement": "Title", "source": source.key, "locator": "page 9"},
    ]
    rows[0] |= {"verdict": "supports", "basis": "person", "checked_at": "2026-11-20"}
    path = table(tmp_path, json.dumps(rows), "citations.json")
    told = report("citations", path, "--by", user.username)
    assert told["counts"]["refused"] == 0, told["rows"]
    held.refresh_from_db()
    assert (held.verdict, str(held.checked_at), held.checked_by) == ("supports", "2026-11-20", user)
    made = Citation.objects.get(record=held.record, locator="page 9")
    assert (made.field, made.source, made.checked_by) == ("title", source, None)
    assert user.pk in Record.objects.get(pk=held.record_id).edited_by


def test_a_term_gets_a_translation_and_none_is_lost(tmp_path):
    term = OfficialTerm.objects.filter(renderings__isnull=False).first()
    held = term.renderings.first()
    rows = [
        {
            "term": term.term,
            "renderings": [
                {"text": held.text, "language": held.language, "source": held.source.key, "locator": held.locator},
                {"text": "Another word", "source": held.source.key},
            ],
        }
    ]
    others = [each for each in term.renderings.all() if each.pk != held.pk]
    rows[0]["renderings"] += [
        {"text": each.text, "language": each.language, "source": each.source.key, "locator": each.locator}
        for each in others
    ]
    path = table(tmp_path, json.dumps(rows, ensure_ascii=False), "terms.json")
    assert report("terms", path)["counts"]["changed"] == 1
    assert term.renderings.filter(text="Another word").count() == 1
    lost = table(tmp_path, f"term,renderings\n{term.term},\n")
    assert "missing from the cell" in report("terms", lost)["rows"][0]["problems"][0]["reason"]


def test_a_cited_name_cannot_be_removed_by_a_table(tmp_path):
    held = Citation.objects.filter(field="names").exclude(stated_value="").first()
    kind = held.record.kind
    path = table(tmp_path, f"slug,names\n{held.record.slug},\n")
    [row] = report(kind, path)["rows"]
    assert (row["state"], row["problems"][0]["column"]) == ("refused", "names")


def test_references_add_sources_and_leave_known_ones_alone(tmp_path):
    known = Source.objects.exclude(doi="").first()
    text = (
        f"@article{{a, title={{Other words}}, doi={{{known.doi}}}, year=2020}}\n"
        "@book{b, title={A Book on Models}, author={Bi, Kaifeng and Xie, Lingxi}, year=2024, publisher={Press}}\n"
    )
    told = report("sources", table(tmp_path, text, "list.bib"))
    assert told["counts"] == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0}
    made = Source.objects.get(title_en="A Book on Models")
    assert (made.key, made.type, made.issued, made.contributors.count()) == ("Bi 2024", "book", "2024", 2)


def test_wrong_arguments_say_what_is_right(tmp_path):
    assert "Use one of: " in run("import_table", "planets", "x.csv")[1]
    assert "Did you mean “founded”?" in run("import_table", "bodies", table(tmp_path, "slug,fuonded\nx,1\n"))[1]
    assert run("import_table", "bodies", tmp_path / "missing.csv")[0] == 1
    assert "There is no user" in run("import_table", "bodies", table(tmp_path, "slug\nx\n"), "--by", "nobody")[1]


def test_export_does_not_overwrite_unless_told(tmp_path):
    path = tmp_path / "bodies.csv"
    assert run("export_table", "bodies", path)[0] == 0
    assert run("export_table", "bodies", path)[0] == 1
    assert run("export_table", "bodies", path, "--force", "--template")[0] == 0
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1


def test_what_a_new_row_lacks_is_asked_for_in_its_column(tmp_path):
    [row] = report("bodies", table(tmp_path, "title_en,founded\nA Council,2001\n"))["rows"]
    assert [(each["column"], each["reason"]) for each in row["problems"]] == [("body_type", "missing")]
    [row] = report("bodies", table(tmp_path, "body_type\ncouncil\n"))["rows"]
    assert [each["column"] for each in row["problems"]] == ["title_en"]


def test_a_wrong_cell_is_refused_once(tmp_path):
    [row] = report("bodies", table(tmp_path, "title_en,body_type\nA Council,concil\n"))["rows"]
    assert [(each["column"], each["value"]) for each in row["problems"]] == [("body_type", "concil")]
