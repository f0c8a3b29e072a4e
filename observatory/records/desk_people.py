"""The people of the desk: active staff whose role lets them edit the catalogue, and their names."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

EDITING = "records.change_relation"  # every curator, reviewer and administrator has it


def people_of_the_desk() -> QuerySet:
    """Return the active staff who may edit the catalogue, by user name. Work is given to them alone, and they alone
    can be mentioned."""
    return get_user_model().objects.with_perm(EDITING).filter(is_staff=True).order_by("username")


def may_work(user) -> bool:
    """Return whether a user is one of the people of the desk."""
    return user.is_active and user.is_staff and user.has_perm(EDITING)


def display_name(user) -> str:
    """Return the full name of a user, or the user name if there is none."""
    return user.get_full_name() or user.get_username()
