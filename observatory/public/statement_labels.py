"""Names of statements in the words of the page."""

from functools import lru_cache

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.records import registry
from observatory.text.bilingual_text import LANGUAGES


def statement_label(kind: str, name: str, subtype: str = "") -> str:
    """Return the words for a statement of a type: those of the subtype, or the verbose name of its column."""
    common = {"title": _("Title"), "summary": _("Summary"), "names": _("Other names"), "identifiers": _("Identifiers")}
    if name in common:  # the columns of title and summary are called after their languages
        return common[name]
    if words := registry.get_record_type(kind).words.get((subtype, name)):
        return capfirst(str(words))
    model = registry.get_record_type(kind).model
    for column in (name, f"{name}_en"):
        try:
            return capfirst(str(model._meta.get_field(column).verbose_name))
        except FieldDoesNotExist:
            continue
    return capfirst(name.replace("_", " "))


def label_in_both_languages(kind: str, name: str, subtype: str = "") -> dict[str, str]:
    """Return the words for a statement of a type by language."""
    return {language: _label(kind, name, subtype, language) for language in LANGUAGES}


@lru_cache(maxsize=1_000)
def _label(kind: str, name: str, subtype: str, language: str) -> str:
    with override(language):
        return statement_label(kind, name, subtype)
