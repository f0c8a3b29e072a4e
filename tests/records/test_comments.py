"""Comments on records and statements: who is mentioned, what is refused, settled, edited."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.publishing.roles import make_roles
from observatory.records import comments
from observatory.records.comments import find_mentions
from observatory.records.models import Comment
from tests.factories import InitiativeFactory, MilestoneFactory, RelationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    make_roles()

    def make(name: str, role: str | None = "curator", **columns):
        user = UserFactory(username=name, is_staff=True, **columns)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.mark.parametrize(
    ("text", "people", "unknown"),
    [
        ("@li, please look", ["li"], []),
        ("请@li看一下", ["li"], []),
        ("see @m.wang. And @M.Wang again", ["m.wang"], []),
        ("@li@m.wang", ["li"], []),
        ("mail li@example.org", [], []),
        ("@lisa @li", ["li"], ["lisa"]),
        ("@ nobody, @, @@", [], []),
        ("@nobody.", [], ["nobody"]),
    ],
)
def test_mentions_are_user_names_after_an_at_sign(text, people, unknown):
    found = find_mentions(text, {"li": "li", "m.wang": "m.wang"})
    assert (found.people, found.unknown) == (people, unknown)


def test_a_comment_is_on_a_record_or_a_statement_and_mentions_people(staff):
    li, wang = staff("li"), staff("wang", "reviewer")
    relation, plan = RelationFactory(), InitiativeFactory()
    comments.add_comment(record=plan, text="Of the record.", by=li)
    for record, key in (
        (plan, "field:title"),
        (relation.subject, f"relation:{relation.pk}"),
        (relation.object, f"relation:{relation.pk}"),
    ):
        row = comments.add_comment(record=record, statement=key, text="@wang, is it so?", by=li)
        assert list(row.mentioned.all()) == [wang]
    milestone = MilestoneFactory()
    row = comments.add_comment(
        record=milestone.record, statement=f"milestone:{milestone.pk}", text="Look.", by=li, mentioned=[wang]
    )
    assert list(wang.mentioned_in.filter(pk=row.pk)) == [row]


@pytest.mark.parametrize(
    ("statement", "text", "why"),
    [
        ("", " \u200b ", "Write a comment."),
        ("", "x" * 4_001, "at most 4000"),
        ("", "@nobody look", "Nobody with a role has the user name @nobody."),
        ("", "@reader @idle look", "user names @reader, @idle"),
        ("field:nonsense", "x", "no longer exists"),
        ("relation:999999", "x", "no longer exists"),
        ("relation:" + "9" * 60, "x", "no longer exists"),
        ("milestone:-1", "x", "no longer exists"),
        ("<b>", "x", "no longer exists"),
    ],
)
def test_what_is_refused_is_not_written(staff, statement, text, why):
    li = staff("li")
    staff("reader", None)
    staff("idle", is_active=False)
    with pytest.raises(comments.CommentRefused, match=why):
        comments.add_comment(record=InitiativeFactory(), statement=statement, text=text, by=li)
    assert not Comment.objects.exists()


def test_control_characters_are_removed_and_a_double_click_is_one_comment(staff):
    li, plan = staff("li"), InitiativeFactory()
    for _ in range(2):
        comments.add_comment(record=plan, text="One\x00 two", by=li)
    assert [row.text for row in comments.comments_of(plan)] == ["One two"]
    comments.add_comment(record=plan, text="One two", by=staff("wang"))
    assert len(comments.comments_of(plan)) == 2


def test_the_second_who_settles_is_told_who_did(staff):
    li, wang, plan = staff("li", first_name="Mei", last_name="Li"), staff("wang"), InitiativeFactory()
    row = comments.add_comment(record=plan, text="Look.", by=li)
    comments.settle_comment(comment=row, by=li)
    with pytest.raises(comments.CommentRefused, match="Mei Li settled this comment on"):
        comments.settle_comment(comment=row, by=wang)
    assert not Comment.objects.open().exists()
    comments.reopen_comment(comment=row)
    with pytest.raises(comments.CommentRefused, match="is open"):
        comments.reopen_comment(comment=row)
    assert Comment.objects.open().get() == row


def test_ones_own_open_comment_is_changed_for_a_day(staff):
    li, wang, chen, plan = staff("li"), staff("wang"), staff("chen"), InitiativeFactory()
    row = comments.add_comment(record=plan, text="@wang look", by=li, mentioned=[chen])
    changed = comments.edit_comment(comment=row, text="Look.", by=li)
    assert (changed.text, list(changed.mentioned.all())) == ("Look.", [chen])
    for act in (comments.delete_comment, lambda **given: comments.edit_comment(text="x", **given)):
        with pytest.raises(comments.CommentRefused, match="Only li can"):
            act(comment=row, by=wang)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=2))
    with pytest.raises(comments.CommentRefused, match="for a day"):
        comments.delete_comment(comment=row, by=li)
    Comment.objects.update(created_at=timezone.now(), returns=True)
    with pytest.raises(comments.CommentRefused, match="returned the record"):
        comments.delete_comment(comment=row, by=li)
    Comment.objects.update(returns=False)
    comments.delete_comment(comment=row, by=li)
    with pytest.raises(comments.CommentRefused, match="deleted in the meantime"):
        comments.settle_comment(comment=row, by=li)


def test_comments_and_the_names_of_their_statements_take_the_same_queries_for_many(staff):
    li = staff("li")
    relation = RelationFactory()
    record = relation.subject

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = comments.comments_of(record)
            comments.statement_names(rows)
            [(str(row.author), list(row.mentioned.all())) for row in rows]
        return len(queries)

    key = f"relation:{relation.pk}"
    comments.add_comment(record=record, statement=key, text="First.", by=li)
    few = cost()
    Comment.objects.bulk_create(
        Comment(record_id=record.pk, statement=key, text=f"No. {n}", author=li) for n in range(300)
    )
    assert len(comments.comments_of(record)) == comments.MOST
    assert cost() <= few + 1


def test_a_statement_that_was_removed_is_named_as_such(staff):
    relation = RelationFactory()
    key = f"relation:{relation.pk}"
    comments.add_comment(record=relation.subject, statement=key, text="Look.", by=staff("li"))
    relation.delete()
    rows = comments.comments_of(relation.subject)
    assert list(comments.statement_names(rows).values()) == ["a statement that was removed"]
