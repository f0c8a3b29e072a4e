"""The three roles as groups of Django's permissions: curator edits, reviewer publishes, administrator all.

Roles are only ever given more rights by this list, and lose what is no longer on it: run `make_roles` again.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from observatory.publishing.workflow import ADMINISTRATOR, CURATOR, REVIEWER
from observatory.records import registry

# Models by app; record types come from the registry.
EDITED = {
    "records": ["survey", "relation", "milestone", "othername", "identifier"],
    "sources": ["source", "contributor", "location", "citation", "officialterm", "rendering"],
}
READ = {
    "records": ["record", "jurisdiction", "theme", "instrumenttype", "field", "formerslug"],
    "publishing": ["version", "entry", "sourceversion", "termversion", "surveyversion"],
    "monitoring": ["watch", "check", "snapshot", "round", "change", "affectedcitation"],
    "corrections": ["report"],
}
PUBLISH = ("publishing", "publish_record")
# Curators close changes, set the interval and robots.txt override of a watch, attach files, and decide on reports from
# readers; the monitor writes the rest.
DECIDED = [
    *(("monitoring", "change_change"), ("monitoring", "change_watch")),
    *(("monitoring", "attach_file"), ("monitoring", "download_body")),
    ("corrections", "change_report"),
]


@transaction.atomic
def make_roles() -> dict[str, int]:
    """Create or update the groups; return the number of permissions of each. Idempotent."""
    curator = _permissions(_curator_permissions())
    reviewer = curator | _permissions([PUBLISH])
    return {
        name: _set(name, permissions)
        for name, permissions in (
            (CURATOR, curator),
            (REVIEWER, reviewer),
            (ADMINISTRATOR, set(Permission.objects.all())),
        )
    }


def _curator_permissions() -> Iterable[tuple[str, str]]:
    """Yield the permissions of a curator, as app and code: what is edited, read and decided."""
    for app, models in EDITED.items():
        yield from ((app, f"{verb}_{model}") for model in models for verb in ("add", "change", "delete", "view"))
    for record_type in registry.all_types():
        meta = record_type.model._meta
        yield from ((meta.app_label, f"{verb}_{meta.model_name}") for verb in ("add", "change", "delete", "view"))
    for app, models in READ.items():
        yield from ((app, f"view_{model}") for model in models)
    yield from DECIDED


def _permissions(wanted: Iterable[tuple[str, str]]) -> set[Permission]:
    condition = Q(pk=None)
    for app, codename in wanted:
        condition |= Q(content_type__app_label=app, codename=codename)
    return set(Permission.objects.filter(condition))


def _set(name: str, permissions: set[Permission]) -> int:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.set(permissions)
    return len(permissions)
