import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import ADMINISTRATOR, CURATOR, PUBLISH_PERMISSION, REVIEWER
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def may(role: str, permission: str) -> bool:
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return get_user_model().objects.get(pk=user.pk).has_perm(permission)


@pytest.mark.parametrize(
    ("permission", "curator", "reviewer", "administrator"),
    [
        ("initiatives.change_initiative", True, True, True),
        ("records.change_organisation", True, True, True),
        ("sources.add_citation", True, True, True),
        (PUBLISH_PERMISSION, False, True, True),
        ("publishing.view_version", True, True, True),
        ("publishing.change_version", False, False, True),
        ("records.change_theme", False, False, True),
        ("auth.change_user", False, False, True),
    ],
)
def test_who_may_do_what(permission, curator, reviewer, administrator):
    make_roles()
    allowed = tuple(may(role, permission) for role in (CURATOR, REVIEWER, ADMINISTRATOR))
    assert allowed == (curator, reviewer, administrator)


def test_making_the_roles_again_restores_them_and_keeps_their_members(capsys):
    make_roles()
    user = UserFactory()
    curators = Group.objects.get(name=CURATOR)
    user.groups.add(curators)
    before = set(curators.permissions.all())
    curators.permissions.set([Permission.objects.get(codename="change_user")])
    call_command("make_roles")
    assert set(curators.permissions.all()) == before
    assert list(user.groups.all()) == [curators]
    assert "curator:" in capsys.readouterr().out
