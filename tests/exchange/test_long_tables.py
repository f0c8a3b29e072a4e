"""Tables that a worker imports: progress, lost messages, cancelling, two workers at one import."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from governance.models import Body
from observatory.exchange import import_actions, tasks
from observatory.exchange.kinds.all_kinds import find_kind
from observatory.exchange.models import Import
from observatory.sources.models import OfficialTerm, Source
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture(autouse=True)
def _left_to_a_worker(monkeypatch):
    """Every table is long, and the queue cannot be reached: the scheduler has to find it."""
    monkeypatch.setattr(import_actions, "REVIEWED_AT_ONCE", 1)
    monkeypatch.setattr(import_actions, "WRITTEN_AT_ONCE", 1)

    def lost(*args):
        raise OSError("the queue is away")

    monkeypatch.setattr(tasks.review, "delay", lost)
    monkeypatch.setattr(tasks.write, "delay", lost)


def uploaded(rows: int = 60) -> Import:
    text = "key,title_en,type\n" + "".join(f"Long {n},Long report {n},report\n" for n in range(rows))
    return import_actions.upload_table(
        kind=find_kind("sources"), name="long.csv", content=text.encode(), by=UserFactory()
    )


def test_what_was_lost_on_the_way_is_found_and_done():
    work = uploaded()
    assert work.state == "reading"
    assert tasks.resume() == 1
    work.refresh_from_db()
    assert (work.state, work.counts["new"], import_actions.import_progress(work.pk)) == ("reviewed", 60, 60)
    work = import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)
    assert work.state == "writing"
    tasks.resume()
    work.refresh_from_db()
    assert (work.state, Source.objects.filter(key__startswith="Long ").count()) == ("imported", 60)
    assert tasks.resume() == 0


def test_a_message_that_comes_twice_writes_once():
    work = uploaded(3)
    tasks.review(work.pk)
    tasks.review(work.pk)
    work.refresh_from_db()
    import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)
    tasks.write(work.pk)
    tasks.write(work.pk)
    work.refresh_from_db()
    assert (work.state, Source.objects.filter(key__startswith="Long ").count()) == ("imported", 3)


def test_an_import_that_was_asked_for_can_be_cancelled_before_it_is_written():
    work = uploaded(3)
    tasks.review(work.pk)
    work.refresh_from_db()
    import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)
    import_actions.cancel_import(pk=work.pk)
    tasks.resume()
    work.refresh_from_db()
    assert (work.state, Source.objects.filter(key__startswith="Long ").exists()) == ("cancelled", False)


def test_what_the_database_refuses_at_the_last_moment_is_told_and_nothing_is_written(monkeypatch):
    work = uploaded(2)
    tasks.review(work.pk)
    work.refresh_from_db()
    import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)

    def refuse(found, **said):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO sources_source (key) VALUES (NULL)")

    monkeypatch.setattr(import_actions, "write_reviewed", refuse)
    tasks.write(work.pk)
    work.refresh_from_db()
    assert (work.state, work.content) == ("failed", None)
    assert "null value" in work.error


def test_a_review_reads_the_records_of_many_rows_at_once(django_assert_max_num_queries):
    bodies = list(Body.objects.values_list("slug", flat=True))
    text = "slug,founded\n" + "".join(f"{slug},1999\n" for slug in bodies)
    with django_assert_max_num_queries(75):
        work = import_actions.upload_table(
            kind=find_kind("bodies"), name="b.csv", content=text.encode(), by=UserFactory()
        )
        tasks.review(work.pk)
    work.refresh_from_db()
    assert work.counts["changed"] == len(bodies)


def test_a_refusal_of_the_database_within_the_step_is_told(monkeypatch):
    work = uploaded(2)
    tasks.review(work.pk)
    work.refresh_from_db()
    import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)

    def refuse(states, held, by, tell):
        Source.objects.create(key="Half", type="report", title_en="A half")
        Source.objects.create(key="Half", type="report", title_en="Twice")

    monkeypatch.setattr("observatory.exchange.kinds.record_and_source_kinds.write_drafted_states", refuse)
    tasks.write(work.pk)
    work.refresh_from_db()
    assert (work.state, Source.objects.filter(key="Half").exists()) == ("failed", False)
    assert "duplicate key" in work.error


def test_an_import_of_terms_can_be_undone():
    term = OfficialTerm.objects.first()
    before = (term.note_en, OfficialTerm.objects.count())
    text = f"term,language,note_en\n{term.term},{term.language},Other words\n新词,zh-Hans,New\n"
    work = import_actions.upload_table(kind=find_kind("terms"), name="t.csv", content=text.encode(), by=UserFactory())
    tasks.resume()
    work.refresh_from_db()
    work = import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)
    tasks.resume()
    assert OfficialTerm.objects.count() == before[1] + 1
    import_actions.undo_import(pk=work.pk, by=work.by)
    term.refresh_from_db()
    assert (term.note_en, OfficialTerm.objects.count()) == before


def asked_for(work: Import) -> Import:
    tasks.review(work.pk)
    work.refresh_from_db()
    return import_actions.ask_to_write(pk=work.pk, digest=work.digest, reason="r", by=work.by)


def test_the_page_shows_how_many_rows_are_looked_at_again_and_how_many_are_written(person, monkeypatch):
    _user, curator = person("curator")
    work = asked_for(uploaded(1200))
    page = reverse("admin:exchange_import_change", args=[work.pk])
    shown = []

    def told(pk, what):
        tell = teller(pk, what)

        def tell_and_look(done):
            tell(done)
            if what == "written":
                shown.append(curator.get(page).content.decode())

        return tell_and_look

    teller = import_actions._progress_teller_of_import
    monkeypatch.setattr(import_actions, "_progress_teller_of_import", told)
    tasks.write(work.pk)
    work.refresh_from_db()
    assert work.state == "imported"
    assert ["".join(re.findall(r"([\d,]+) / [\d,]+ rows written", one)) for one in shown] == ["500", "1000", "1200"]
    assert all('http-equiv="refresh"' in one for one in shown)


def test_an_import_that_is_being_written_stops_when_it_is_cancelled_and_nothing_is_written(monkeypatch):
    work = asked_for(uploaded(1200))
    before = Source.objects.count()

    def busy(pk):
        """What another process finds: the lock is taken."""
        return False

    teller = import_actions._progress_teller_of_import

    def told(pk, what):
        tell = teller(pk, what)

        def tell_and_cancel(done):
            if what == "written" and done == 500:
                assert Source.objects.count() > before
                with monkeypatch.context() as patch:
                    patch.setattr(import_actions, "_try_lock", busy)
                    assert import_actions.cancel_import(pk=pk).state == "writing"
            tell(done)

        return tell_and_cancel

    monkeypatch.setattr(import_actions, "_progress_teller_of_import", told)
    tasks.write(work.pk)
    work.refresh_from_db()
    assert (work.state, work.content, Source.objects.count()) == ("cancelled", None, before)
    assert tasks.resume() == 0


def test_a_worker_that_dies_while_it_writes_leaves_nothing_and_another_one_begins_again(monkeypatch):
    work = asked_for(uploaded(1200))
    before = Source.objects.count()
    teller = import_actions._progress_teller_of_import

    def dies(pk, what):
        def tell(done):
            if what == "written":
                raise SystemExit

        return tell

    monkeypatch.setattr(import_actions, "_progress_teller_of_import", dies)
    with pytest.raises(SystemExit):
        tasks.write(work.pk)
    work.refresh_from_db()
    assert (work.state, Source.objects.count()) == ("writing", before)
    monkeypatch.setattr(import_actions, "_progress_teller_of_import", teller)
    tasks.resume()
    work.refresh_from_db()
    assert (work.state, Source.objects.count()) == ("imported", before + 1200)
