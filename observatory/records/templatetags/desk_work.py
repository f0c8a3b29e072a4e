"""Template tags of the desk: who has a row, and the comments on a record."""

from django import template
from django.urls import reverse

from observatory.records import comments
from observatory.records.admin.assignment_admin import AssignForm
from observatory.records.assigned_work import is_overdue
from observatory.records.desk_people import may_work, people_of_the_desk
from observatory.records.models import Comment, Record, Reviewed

register = template.Library()


@register.inclusion_tag("admin/parts/assignment.html", takes_context=True)
def assignment_panel(context, row):
    """Show who has a record or a change and when it is due, with the buttons to take it, give it and give it back."""
    meta, request = row._meta, context["request"]
    may = may_work(request.user) and getattr(row, "state", "") not in ("resolved", "dismissed")
    return {
        "row": row,
        "user": request.user,
        "holder": row.assigned_to,
        "late": is_overdue(row),
        "may": may,
        "form": AssignForm(initial={"to": row.assigned_to_id, "due_on": row.due_on}) if may else None,
        "action": reverse(f"admin:{meta.app_label}_{meta.model_name}_assign", args=[row.pk]),
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def comments_on(row: Record | Reviewed) -> list[Comment]:
    """Return the comments on a record or an item, each with the words for its statement as `about`."""
    rows = comments.comments_of(row)
    for comment in rows:
        setattr(comment, "record" if isinstance(row, Record) else "item", row)
    names = comments.names_of_statements(rows)
    for comment in rows:
        comment.about = names[comment.pk]
    return rows


@register.filter
def at_statement(rows: list[Comment], key: str) -> list[Comment]:
    """Return those of the comments that are on this statement, without the settled ones."""
    return [row for row in rows if row.statement == key and not row.settled_at]


@register.filter
def still_open(rows: list[Comment]) -> list[Comment]:
    """Return the comments that nobody has settled."""
    return [row for row in rows if not row.settled_at]


@register.filter
def editable_by(comment: Comment, user) -> bool:
    """Return whether this user may still change the comment."""
    return comments.may_edit_comment(comment, user)


@register.simple_tag
def people_to_mention():
    """Return the people who can be mentioned."""
    return people_of_the_desk()


@register.filter
def works_at_the_desk(user) -> bool:
    """Return whether a user may comment and take work."""
    return may_work(user)
