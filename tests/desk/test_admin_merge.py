"""Likely duplicates and merges in the admin, as curators and reviewers use them."""

import pytest
from lxml import html

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.models import LikelyDuplicate, MergedRecord, NotTheSame, Record
from observatory.records.record_duplicates import find_duplicates_of, merged_into
from observatory.sources.models import LikelyDuplicateSource, MergedSource
from observatory.sources.source_duplicates import find_duplicates_of as find_duplicate_sources
from tests.desk.browser_form import form_values
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    InstrumentFactory,
    OrganisationFactory,
    OtherNameFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/duplicates/"


@pytest.fixture
def pair():
    into = OrganisationFactory(title_en="Ministry of Science and Technology", slug="most", founded="1998")
    record = OrganisationFactory(title_en="The Ministry of Science & Technology", slug="ministry", founded="1956")
    find_duplicates_of([into.pk, record.pk])
    return into, record


def text(response) -> str:
    page = html.document_fromstring(response.content.decode())
    return " ".join(page.text_content().split())


def merge_page(record, into, what: str = "records") -> str:
    return f"/admin/duplicates/{what}/{record.pk}/into/{into.pk}/"


def sent(client, address: str, **more) -> dict:
    """Return what a browser sends of the form on a page, with a reason."""
    return {**form_values(client.get(address)), "reason": ["Entered twice"], **more}


def test_a_pair_is_listed_side_by_side_with_its_reasons(curator, pair):
    page = text(curator.get(LIST))
    assert "Same name: “Ministry of Science and Technology” and “The Ministry of Science & Technology”" in page
    assert "Likeness 90 of 100" in page
    todo = {str(panel.title): panel for panel in curator.get("/admin/").context["panels"]}
    assert (todo["Likely duplicates"].count, todo["Likely duplicates"].more) == (1, f"{LIST}records/")
    assert "Likely duplicates among sources" not in todo
    assert "可能重复" in text(curator.get(f"/zh-hans{LIST}"))


def test_the_list_takes_as_many_queries_for_many_pairs(curator, django_assert_max_num_queries):
    for number in range(25):
        pair = [OrganisationFactory(title_en=f"Office {number}x of Science", slug=f"o{number}-{n}") for n in range(2)]
        find_duplicates_of([row.pk for row in pair])
    with django_assert_max_num_queries(20):
        page = curator.get(LIST)
    assert "Page 1 of 2" in text(page)
    assert text(curator.get(f"{LIST}?p=999999999999999999999"))


def test_what_is_not_the_same_is_remembered_with_who_and_why_and_can_be_taken_back(person, pair):
    user, client = person("curator")
    into, record = pair
    page = client.post(
        "/admin/duplicates/records/apart/",
        {"one": record.pk, "other": into.pk, "note": "Two\x00 ministries"},
        follow=True,
    )
    assert "are not the same" in text(page)
    kept = NotTheSame.objects.get()
    assert (kept.by, kept.note, kept.one_id < kept.other_id) == (user, "Two ministries", True)
    find_duplicates_of([into.pk, record.pk])
    assert not LikelyDuplicate.objects.exists()
    assert "Two ministries" in text(client.get(f"{LIST}records/?apart"))
    client.post("/admin/duplicates/records/apart/", {"one": record.pk, "other": into.pk, "forget": "yes"})
    assert (NotTheSame.objects.exists(), LikelyDuplicate.objects.count()) == (False, 1)


def test_two_records_are_compared_and_merged(person, pair):
    user, client = person("curator")
    into, record = pair
    OtherNameFactory(record=record, name="SSTC")
    address = merge_page(record, into)
    page = text(client.get(address))
    assert "Is kept" in page
    assert "1956" in page
    page = client.post(address, sent(client, address, **{"pick-founded": "record"}), follow=True)
    assert "was merged into" in text(page)
    assert "Merged into it:" in text(page)
    into.refresh_from_db()
    assert (into.founded, into.edited_by, into.state) == ("1956", [user.pk], Record.State.DRAFT)
    assert set(into.other_names.values_list("name", flat=True)) == {"SSTC", "The Ministry of Science & Technology"}
    page = text(client.get(admin_record_url(record)))
    assert "Merged into Ministry of Science and Technology" in page
    assert "Merge into another" not in page


def test_a_merge_is_undone_from_the_record(curator, pair):
    into, record = pair
    address = merge_page(record, into)
    curator.post(address, sent(curator, address))
    undo = f"/admin/duplicates/records/{record.pk}/undo/"
    assert undo in curator.get(admin_record_url(record)).content.decode()
    assert undo in curator.get(admin_record_url(into)).content.decode()
    assert "This field is required." in text(curator.post(undo, {"reason": " "}))
    assert "is separate again" in text(curator.post(undo, {"reason": "Two things"}, follow=True))
    assert not MergedRecord.objects.exists()
    assert curator.post(undo, {"reason": "Two things"}).status_code == 404


def test_an_undo_that_would_lose_later_work_is_refused_and_says_what(curator, pair, form_of):
    into, record = pair
    address = merge_page(record, into)
    curator.post(address, sent(curator, address, **{"pick-founded": "record"}))
    data = {**form_of(curator, admin_record_url(into)), "founded": "1999"}
    assert curator.post(admin_record_url(into), data).status_code == 302
    page = text(curator.post(f"/admin/duplicates/records/{record.pk}/undo/", {"reason": "Two things"}))
    assert "this would lose later work" in page
    assert "was edited by" in page
    assert merged_into(Record.objects.get(pk=record.pk))


def test_only_a_reviewer_merges_a_public_record_and_readers_are_redirected(client, curator, reviewer, pair):
    into, record = pair
    for row in pair:
        publish(record=row, by=None, reason="First.")
    address = merge_page(record, into)
    assert "Only a reviewer can merge it" in text(curator.get(address))
    curator.post(address, {"reason": "Entered twice", "seen": "x"})
    assert Entry.objects.live().filter(record=record.pk).exists()
    page = reviewer.post(address, sent(reviewer, address), follow=True)
    assert "Its web pages now redirect there." in text(page)
    assert client.get("/organisations/ministry/", follow=True).redirect_chain[-1][0] == "/organisations/most/"
    undo = f"/admin/duplicates/records/{record.pk}/undo/"
    assert "Only a reviewer can undo this merge" in text(curator.post(undo, {"reason": "Two things"}))
    reviewer.post(undo, {"reason": "Two things"})
    assert client.get("/organisations/ministry/").status_code == 200


def test_of_two_people_who_merge_the_same_the_second_is_told(person, pair):
    into, record = pair
    other = OrganisationFactory()
    (_one, first), (_other, second) = person("curator"), person("curator")
    late = sent(second, merge_page(record, other))
    again = sent(second, merge_page(record, into))
    first.post(merge_page(record, into), sent(first, merge_page(record, into)))
    for page, data in ((merge_page(record, other), late), (merge_page(record, into), again)):
        assert "is already merged into" in text(second.post(page, data, follow=True))
    assert MergedRecord.objects.get().into_id == into.pk


def test_a_merge_of_what_was_edited_meanwhile_is_shown_again_with_what_was_chosen(curator, pair):
    into, record = pair
    address = merge_page(record, into)
    data = sent(curator, address, **{"pick-founded": "record"})
    into.title_zh_hans = "科学技术部"
    into.save()
    response = curator.post(address, data)
    assert response.status_code == 409
    assert "Entered twice" in response.content.decode()
    assert 'value="record" checked' in " ".join(response.content.decode().split())
    assert not MergedRecord.objects.exists()


@pytest.mark.parametrize("case", ["itself", "other type", "not public", "merged"])
def test_a_merge_that_makes_no_sense_says_what_to_do(reviewer, pair, case):
    into, record = pair
    match case:
        case "itself":
            into, said = record, "one and the same"
        case "other type":
            into, said = InstrumentFactory(), "These two types cannot be merged"
        case "not public":
            publish(record=record, by=None, reason="First.")
            said = "Publish “Ministry of Science and Technology” first"
        case "merged":
            address = merge_page(record, into)
            reviewer.post(address, sent(reviewer, address))
            said = "is already merged into"
    page = reviewer.get(merge_page(record, into))
    assert (page.status_code, said in text(page)) == (200, True)


def test_a_body_and_an_organisation_say_what_has_no_place(curator):
    body, organisation = BodyFactory(title_en="Committee"), OrganisationFactory(title_en="Committee", slug="c2")
    page = text(curator.get(merge_page(body, organisation)))
    assert "have no place in the type of the record that is kept" in page
    assert "Type of body: committee" in page
    assert "have no place" not in text(curator.get(merge_page(organisation, body)))


def test_the_button_of_a_form_asks_for_the_other_record_and_offers_likely_ones(curator, pair):
    into, record = pair
    page = f"{admin_record_url(record).removesuffix('change/')}decide/merge/"
    assert merge_page(record, into) in curator.get(page).content.decode()
    response = curator.post(page, {"decided": "yes", "into": into.pk})
    assert response["Location"] == merge_page(record, into)
    for wrong in (record.pk, InstrumentFactory().pk, "nonsense", "", "9" * 30, "a\x00b"):
        assert curator.post(page, {"decided": "yes", "into": wrong}).context["form"].errors["into"]


def test_saving_a_record_or_source_that_looks_like_another_warns_with_links(curator, pair, form_of):
    _into, _record = pair
    plan = InitiativeFactory(title_en="National Plan", slug="p1")
    find_duplicates_of([plan.pk])
    other = InitiativeFactory(title_en="Something else", slug="p2")
    data = {**form_of(curator, admin_record_url(other)), "title_en": "The National Plan"}
    page = curator.post(admin_record_url(other), data, follow=True)
    assert "This may be the same as National Plan. Same name" in text(page)
    assert merge_page(other, plan) in page.content.decode()
    source, twin = SourceFactory(title_en="Plan for the whole country"), SourceFactory()
    find_duplicate_sources([source.pk])
    data = {**form_of(curator, admin_form_url(twin)), "title_en": "Plan for the whole country"}
    page = curator.post(admin_form_url(twin), data, follow=True)
    assert "This may be the same as" in text(page)


def test_two_sources_are_compared_merged_and_undone(curator):
    into = SourceFactory(key="MOST 2023", title_en="The national plan", publisher="")
    source = SourceFactory(key="Ministry 2023", title_en="The national plan", publisher="MOST")
    find_duplicate_sources([into.pk, source.pk])
    assert LikelyDuplicateSource.objects.count() == 1
    citation = CitationFactory(source=source)
    assert "Ministry 2023" in text(curator.get(f"{LIST}sources/"))
    address = merge_page(source, into, "sources")
    page = curator.post(address, sent(curator, address), follow=True)
    assert "It and 1 other record are drafts now" in text(page)
    citation.refresh_from_db()
    assert citation.source == into
    page = text(curator.get(admin_form_url(source)))
    assert "Merged into MOST 2023" in page
    assert "Merge into another" not in page
    curator.post(f"/admin/duplicates/sources/{source.pk}/undo/", {"reason": "Two works"})
    assert not MergedSource.objects.exists()
    page = f"{admin_form_url(source).removesuffix('change/')}decide/merge/"
    assert curator.post(page, {"decided": "yes", "into": into.pk})["Location"] == address


def addresses(pair) -> list[tuple[str, str]]:
    into, record = pair
    one, other = SourceFactory(), SourceFactory()
    return [
        ("get", LIST),
        ("get", f"{LIST}sources/"),
        ("post", f"{LIST}records/apart/"),
        ("post", f"{LIST}sources/apart/"),
        ("get", merge_page(record, into)),
        ("post", merge_page(record, into)),
        ("get", merge_page(one, other, "sources")),
        ("post", merge_page(one, other, "sources")),
        ("get", f"{admin_record_url(record).removesuffix('change/')}decide/merge/"),
        ("get", f"{admin_form_url(one).removesuffix('change/')}decide/merge/"),
    ]


def test_who_has_no_role_sees_and_changes_nothing(client, person, pair):
    _user, nobody = person(None)
    into, record = pair
    for method, address in addresses(pair):
        data = {"one": record.pk, "other": into.pk, "reason": "x"}
        if "sources/apart" in address:
            data = {"one": SourceFactory().pk, "other": SourceFactory().pk}
        assert getattr(nobody, method)(address, data).status_code == 403, address
        assert getattr(client, method)(address, data).status_code == 302, address
    assert not NotTheSame.objects.exists()
    assert not MergedRecord.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        *("nonsense/", "records/x/into/y/", "records/1/into/99999999999999999999/", "records/0/into/0/"),
        *("nonsense/1/into/2/", "records/1/undo/", "records/%00/undo/", "sources/-1/into/²/"),
    ],
)
def test_an_address_of_nothing_is_not_found(administrator, address):
    assert administrator.get(LIST + address).status_code in (400, 404)


@pytest.mark.parametrize("data", [{}, {"one": "x", "other": "1"}, {"one": "1" * 40, "other": "2"}, {"one": "\x00"}])
def test_a_forged_pair_is_not_found_and_two_of_the_same_are_refused(curator, pair, data):
    assert curator.post(f"{LIST}records/apart/", data).status_code == 404
    same = {"one": pair[0].pk, "other": pair[0].pk}
    assert "one and the same" in text(curator.post(f"{LIST}records/apart/", same, follow=True))
    assert curator.get(f"{LIST}records/apart/").status_code == 405


def test_every_title_is_shown_in_its_language(curator, pair):
    into, record = pair
    type(record).objects.filter(pk=record.pk).update(
        title_zh_hans="科学技术部", original_title="科學技術部", original_language="zh-Hant"
    )
    for address in (LIST, merge_page(record, into)):
        page = curator.get(address).content.decode()
        assert '<p class="second" lang="zh-Hant">科學技術部</p>' in page
        assert '<p class="second" lang="zh-Hans">科学技术部</p>' in page


def test_names_are_text_and_never_markup(curator):
    pair = [OrganisationFactory(title_en="<b>Ministry</b> of Noise & Sound", slug=f"n{number}") for number in range(2)]
    find_duplicates_of([row.pk for row in pair])
    for address in (LIST, merge_page(*pair)):
        assert "<b>Ministry" not in curator.get(address).content.decode()
