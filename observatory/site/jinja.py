"""Render the long, repeated parts of pages with Jinja: rows, facets, evidence, relations, sources.

They are set by Jinja, in a tenth of the time that Django's own templates take; the pages around them are Django's. What
both need is defined once: the functions of `templatetags.edition` are Jinja's filters and globals too.
"""

from functools import cache
from typing import Any

from django.template import engines
from django.template.defaultfilters import linebreaks_filter
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment

from observatory.public import links
from observatory.public.localise import format_date, host, is_web_address
from observatory.records.languages import active_language


def environment(**options: Any) -> Environment:
    """Return Jinja as the parts need it; texts are escaped as everywhere."""
    from observatory.site.templatetags import edition  # which renders parts itself

    found = Environment(**options)  # noqa: S701 - Django's backend turns escaping on
    found.globals |= {
        "_": _in_language_of_page,
        "REL": edition.REL,
        "mark": edition.mark,
        "source_url": links.source_url,
    }
    found.filters |= {
        "day": edition.day,
        "evidence_label": edition.evidence_label,
        "health": edition.health_of,
        "host": host,
        "is_web_address": is_web_address,
        "lacks": edition.lacks_passage,
        "linebreaks": linebreaks_filter,
        "note": edition.note,
        "one_of_kind": edition.one_of_kind,
        "stop": edition.stop,
        "told_date": format_date,
        "year_words": edition.year_words,
    }
    return found


def _in_language_of_page(message: str) -> str:
    return _translated(message, active_language())


@cache  # the parts have a few dozen words, which a page repeats for every source and relation
def _translated(message: str, language: str) -> str:
    return gettext(message)


def part(name: str, **values: Any) -> SafeString:
    """Return a part of a page, set with these values and nothing else."""
    return mark_safe(engines["jinja2"].get_template(f"site/{name}.html").render(values))  # noqa: S308 - Jinja escapes
