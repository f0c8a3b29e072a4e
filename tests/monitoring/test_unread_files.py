"""Files that cannot be read: watched by their hashes, kept, and reported to a curator when they are replaced."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from warcio.archiveiterator import ArchiveIterator

from observatory.monitoring.changes.claim_decisions import dismiss_claim
from observatory.monitoring.models import AffectedCitation, Body, Change, Check, Snapshot, UnreadFile, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.file_digest import members_digest
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.round.jobs import FoundFile
from observatory.monitoring.round.unread_files import EVERY_VISIT, FileState, judge_file
from observatory.monitoring.snapshots.retention import delete_old_rows
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory, UserFactory

from .sites import LAW, article, days, location, outcome, round_at

visits = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]
DOC = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def package(cells: str, made: str = "2026-01-01", *, second: int = 0, order: int = 1, method=zipfile.ZIP_DEFLATED):
    """A workbook with these cells, made and packed at a time."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook/>",
        "xl/worksheets/sheet1.xml": f"<sheet>{cells}</sheet>",
        "docProps/core.xml": f"<created>{made}</created>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in list(members)[::order]:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, second)), members[name], compress_type=method)
    return target.getvalue()


def served(body: bytes, content_type: str = "application/octet-stream", **headers: str):
    return "200 OK", body, {"content_type": content_type, **headers}


def test_a_package_that_is_packed_anew_has_the_same_digest():
    digest = members_digest(package("1"))
    assert len(digest) == 64
    assert members_digest(package("1", made="2026-02-02", second=30)) == digest
    assert members_digest(package("1", order=-1)) == digest
    assert members_digest(package("1", method=zipfile.ZIP_STORED)) == digest
    assert members_digest(package("2")) != digest


def test_a_member_without_a_name_is_counted_as_any_other():
    damaged = package("1").replace(b"xl/workbook.xml", b"\x00l/workbook.xml")
    assert members_digest(damaged) not in ("", members_digest(package("1")))


def test_an_archive_is_compared_with_all_its_members():
    def archive(**members: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as file:
            for name, text in members.items():
                file.writestr(name.replace("_", "."), text)
        return target.getvalue()

    assert members_digest(archive(meta_xml="a")) != members_digest(archive(meta_xml="b"))
    assert members_digest(archive(a_txt="a")) != members_digest(archive(b_txt="a"))


@pytest.mark.parametrize("body", [DOC, PNG, b"", b"PK\x03\x04", package("1")[:-30], package("1")[:50]])
def test_what_is_no_whole_zip_file_has_no_digest_of_members(body):
    assert members_digest(body) == ""


def test_an_encrypted_archive_is_compared_by_its_bytes():
    body = bytearray(package("1"))
    for at in range(len(body) - 4):
        if body[at : at + 4] == b"PK\x01\x02":
            body[at + 8] |= 1  # the flags in the central directory (APPNOTE 4.4.4)
    assert members_digest(bytes(body)) == ""


@pytest.mark.parametrize(
    ("state", "digest", "outcome_of_visit", "had_text", "verdict"),
    [
        (FileState(), "a", Outcome.UNSUPPORTED_TYPE, False, FoundFile("a", keep=True)),
        (FileState(), "a", Outcome.UNREADABLE, False, FoundFile("a", keep=True)),
        (FileState(), "a", Outcome.NO_TEXT_LAYER, True, FoundFile("a", keep=True)),
        (FileState(), "a", Outcome.UNREADABLE, True, FoundFile("a")),
        (FileState(seen="a"), "a", Outcome.UNREADABLE, True, FoundFile("a", keep=True)),
        (FileState(seen="a"), "b", Outcome.UNREADABLE, True, FoundFile("b")),
        (FileState("a", "a"), "a", Outcome.UNSUPPORTED_TYPE, False, FoundFile("a")),
        (FileState("a", "a"), "b", Outcome.UNSUPPORTED_TYPE, False, FoundFile("b", keep=True, replacements=1)),
        (FileState("a", "a", 3), "a", Outcome.UNSUPPORTED_TYPE, False, FoundFile("a")),
        (
            FileState("a", "a", EVERY_VISIT - 1),
            "b",
            Outcome.UNSUPPORTED_TYPE,
            False,
            FoundFile("b", keep=True, replacements=EVERY_VISIT),
        ),
        (FileState("a", "a", EVERY_VISIT), "b", Outcome.UNSUPPORTED_TYPE, False, FoundFile("b", replacements=6)),
        (FileState("a", "b", 9), "b", Outcome.UNSUPPORTED_TYPE, False, FoundFile("b", keep=True)),
        (FileState("a", "b", 9), "a", Outcome.UNSUPPORTED_TYPE, False, FoundFile("a", replacements=10)),
    ],
)
def test_which_files_are_kept(state, digest, outcome_of_visit, had_text, verdict):
    assert judge_file(state, digest, outcome_of_visit, had_text=had_text) == verdict


class TestVisits:
    pytestmark = visits

    @pytest.mark.parametrize(
        ("one", "two", "content_type", "expected"),
        [
            (DOC + b"a", DOC + b"b", "application/msword", Outcome.UNSUPPORTED_TYPE),
            (package("1"), package("2"), XLSX, Outcome.UNSUPPORTED_TYPE),
            (PNG + b"a", PNG + b"b", "image/png", Outcome.UNSUPPORTED_TYPE),
            (b"<svg><text>1</text></svg>", b"<svg><text>2</text></svg>", "image/svg+xml", Outcome.UNSUPPORTED_TYPE),
            (b"\x00\x01" * 99, b"\x00\x02" * 99, "application/ofd", Outcome.UNSUPPORTED_TYPE),
            (b"%PDF-1.7 damaged a", b"%PDF-1.7 damaged b", "application/pdf", Outcome.UNREADABLE),
            (package("1")[:-30], package("2")[:-30], XLSX, Outcome.UNREADABLE),
        ],
    )
    def test_a_replaced_file_is_a_change_with_both_files_kept(self, site, one, two, content_type, expected):
        site.pages["/f"] = served(one, content_type)
        place = location(site.url("/f"))
        assert outcome(place) == expected
        assert not Change.objects.exists()
        assert not Snapshot.objects.exists()
        assert outcome(place, days(1)) == expected
        assert not Change.objects.exists()
        site.pages["/f"] = served(two, content_type)
        assert outcome(place, days(2)) == expected
        change = Change.objects.get()
        assert (change.kind, change.state, change.found_at, change.diff) == ("replaced", "open", days(2), [])
        assert (change.file_before.body.read(), change.file_after.body.read()) == (one, two)
        assert change.file_after.content_type == content_type
        assert Check.objects.filter(location=place).first().body_sha256 == change.file_after.body_id
        assert UnreadFile.objects.count() == 2

    def test_a_file_that_is_packed_anew_at_each_visit_is_the_same(self, site):
        place = location(site.url("/f"))
        for day in range(4):
            site.pages["/f"] = served(package("1", made=f"2026-01-0{day + 1}", second=day * 2), XLSX)
            assert outcome(place, days(day)) == Outcome.UNSUPPORTED_TYPE
        assert UnreadFile.objects.count() == Body.objects.count() == 1
        assert not Change.objects.exists()

    def test_the_reading_processes_tell_the_digest_of_the_members(self, site):
        place = location(site.url("/f"))
        for day, cells in enumerate("112"):
            site.pages["/f"] = served(package(cells, second=day * 2), XLSX)
            assert outcome(place, days(day), sandbox=Sandbox) == Outcome.UNSUPPORTED_TYPE
        assert Change.objects.get().found_at == days(2)

    def test_many_unchanged_files_are_written_together(self, site):
        places = [location(site.url(f"/f{number}")) for number in range(5)]
        for place in places:
            site.pages[place.url.removeprefix(site.base)] = served(DOC, etag='"a"')
        for day in range(3):
            round_at(days(day), these=places)
        assert UnreadFile.objects.count() == 5
        assert not Change.objects.exists()
        assert set(Watch.objects.values_list("failures", "replacements", "etag")) == {(3, 0, '"a"')}

    def test_every_statement_of_the_source_is_to_be_judged(self, site):
        site.pages["/f"] = served(DOC)
        place = location(site.url("/f"))
        fields = {"record": InitiativeFactory(), "source": place.source}
        quoted = Citation.objects.create(**fields, field="start", locator="1", quote="within 90 days of acceptance")
        bare = Citation.objects.create(**fields, field="end", locator="2")
        other = location(site.url("/g"), place.source)
        Citation.objects.create(**fields, field="budget", locator="3", quote="elsewhere", location=other)
        round_at(these=[place])
        site.pages["/f"] = served(DOC + b"2")
        round_at(days(1), these=[place])
        assert {row.citation: row.state for row in AffectedCitation.objects.all()} == {
            quoted: "unreadable",
            bare: "unquoted",
        }

    def test_a_second_replacement_extends_the_change(self, site):
        place = location(site.url("/f"))
        for day in range(3):
            site.pages["/f"] = served(DOC + bytes([day]))
            outcome(place, days(day))
        change = Change.objects.get()
        assert (change.found_at, change.last_seen_at) == (days(1), days(2))
        assert (change.file_before.body.read(), change.file_after.body.read()) == (DOC + b"\x00", DOC + b"\x02")

    def test_what_was_decided_on_the_file_before_is_decided_again(self, site):
        place = location(site.url("/f"))
        fields = {"record": InitiativeFactory(), "source": place.source, "quote": "within 90 days"}
        for name in ("start", "end"):
            Citation.objects.create(**fields, field=name, locator="1")
        for day in range(2):
            site.pages["/f"] = served(DOC + bytes([day]))
            outcome(place, days(day))
        row = AffectedCitation.objects.first()
        dismiss_claim(affected=row, by=UserFactory(), reason="I have opened it.")
        outcome(place, days(2))
        assert AffectedCitation.objects.undecided().count() == 1
        site.pages["/f"] = served(DOC + b"9")
        outcome(place, days(3))
        assert AffectedCitation.objects.undecided().count() == 2

    def test_the_earlier_file_closes_the_change(self, site):
        place = location(site.url("/f"))
        for day, end in enumerate((b"a", b"b", b"a")):
            site.pages["/f"] = served(DOC + end)
            outcome(place, days(day))
        assert Change.objects.get().state == "resolved"
        assert place.watch.unread_file.body.read() == DOC + b"a"

    def test_a_file_made_for_each_visit_is_reported_a_few_times_and_once_it_stays(self, site):
        place = location(site.url("/f"))
        for day in range(EVERY_VISIT + 5):
            site.pages["/f"] = served(DOC + bytes([day]))
            outcome(place, days(day))
            Change.objects.open().update(state="dismissed", closed_at=days(day))  # as a curator would
        assert Change.objects.count() == EVERY_VISIT
        assert UnreadFile.objects.count() == EVERY_VISIT + 1
        outcome(place, days(30))
        assert Change.objects.open().get().file_after.body.read() == DOC + bytes([EVERY_VISIT + 4])

    def test_an_unchanged_file_is_asked_for_with_its_validators(self, site):
        site.pages["/f"] = served(DOC, etag='"a"')
        place = location(site.url("/f"))
        outcome(place)
        site.pages["/f"] = ("304 Not Modified", b"", {"etag": '"a"'})
        assert outcome(place, days(1)) == Outcome.UNSUPPORTED_TYPE
        assert outcome(place, days(2)) == Outcome.UNSUPPORTED_TYPE
        assert [each.get("if-none-match") for each in site.requests if each["path"] == "/f"] == [None, '"a"', '"a"']
        place.watch.refresh_from_db()
        assert (place.watch.not_modified, place.watch.failures, place.watch.etag) == (2, 3, '"a"')
        assert Check.objects.filter(location=place).first().error.startswith("A Word 97-2003")
        site.pages["/f"] = served(DOC + b"2", etag='"b"')
        outcome(place, days(3))
        assert Change.objects.get().kind == "replaced"

    def test_an_error_in_between_is_no_replacement(self, site):
        place = location(site.url("/f"))
        site.pages["/f"] = served(DOC)
        outcome(place)
        site.pages["/f"] = ("503 Service Unavailable", b"busy", {})
        outcome(place, days(1))
        site.pages["/f"] = served(DOC)
        outcome(place, days(2))
        assert not Change.objects.exists()
        assert UnreadFile.objects.count() == 1

    def test_a_text_that_a_file_replaced_is_told_at_once(self, site):
        site.pages["/f"] = article(*LAW)
        place = location(site.url("/f"))
        outcome(place)
        text = place.watch.snapshot
        site.pages["/f"] = served(DOC)
        assert outcome(place, days(1)) == Outcome.UNSUPPORTED_TYPE
        change = Change.objects.get()
        assert (change.kind, change.before, change.file_before) == ("replaced", text, None)
        place.watch.refresh_from_db()
        assert place.watch.snapshot == text

    def test_a_text_that_comes_out_damaged_once_is_not_told(self, site):
        place = location(site.url("/f"))
        site.pages["/f"] = article(*LAW)
        outcome(place)
        site.pages["/f"] = served(b"%PDF-1.7 damaged", "application/pdf")
        outcome(place, days(1))
        assert not Change.objects.exists()
        site.pages["/f"] = article(*LAW)
        assert outcome(place, days(2)) == Outcome.UNCHANGED
        site.pages["/f"] = served(b"%PDF-1.7 damaged", "application/pdf")
        outcome(place, days(3))
        assert not Change.objects.exists()
        outcome(place, days(4))
        assert Change.objects.get().kind == "replaced"

    def test_a_file_that_can_be_read_at_last_is_new_and_closes_the_change(self, site):
        place = location(site.url("/f"))
        for day, end in enumerate((b"a", b"b")):
            site.pages["/f"] = served(DOC + end)
            outcome(place, days(day))
        site.pages["/f"] = article(*LAW)
        assert outcome(place, days(2)) == Outcome.NEW
        assert Change.objects.get().state == "resolved"
        place.watch.refresh_from_db()
        assert (place.watch.unread_file, place.watch.unread_digest, place.watch.health) == (None, "", "ok")

    def test_a_file_that_is_there_is_never_reported_as_lost(self, site):
        place = location(site.url("/f"))
        site.pages["/f"] = served(DOC)
        for day in (0, 20, 40, 60):
            outcome(place, days(day))
        assert not Change.objects.exists()
        site.pages["/f"] = ("404 Not Found", b"", {})
        for day in (61, 65, 69):
            outcome(place, days(day))
        assert Change.objects.get().kind == "lost"

    def test_files_are_exported_with_the_snapshots(self, site, tmp_path):
        place = location(site.url("/f"))
        site.pages["/f"] = served(DOC, "application/msword")
        outcome(place)
        call_command("export_warc", str(tmp_path / "x.warc.gz"), stdout=io.StringIO())
        with (tmp_path / "x.warc.gz").open("rb") as stream:
            records = [(row.rec_type, row.content_stream().read()) for row in ArchiveIterator(stream)]
        assert records[1] == ("response", DOC)
        assert b"outcome: unsupported_type" in records[2][1]

    def test_files_that_are_no_longer_there_are_deleted_after_their_time(self, site):
        place = location(site.url("/f"))
        site.pages["/f"] = served(DOC)
        outcome(place)
        site.pages["/f"] = article(*LAW)
        outcome(place, days(1))
        late = days(900)
        delete_old_rows(now=late, checks_after=timedelta(days=730), snapshots_after=timedelta(days=730))
        assert not UnreadFile.objects.exists()
        assert Body.objects.count() == 1

    def test_files_of_a_change_and_the_file_that_is_there_are_never_deleted(self, site):
        place = location(site.url("/f"))
        for day, end in enumerate((b"a", b"b")):
            site.pages["/f"] = served(DOC + end)
            outcome(place, days(day))
        delete_old_rows(now=days(900), checks_after=timedelta(days=730), snapshots_after=timedelta(days=730))
        assert UnreadFile.objects.count() == Body.objects.count() == 2
