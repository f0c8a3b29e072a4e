"""What is wrong with a value of a catalogue file: validate it with the field of its model, without database queries;
the sentence for a word that is not known.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy

from observatory.records.models import Jurisdiction
from observatory.records.translatable_messages import gettext as _
from observatory.records.translatable_messages import joined_messages, of_validation
from observatory.sources.models import Source

# Forms that the database holds as constraints and the fields do not know of.
_FORMS = {
    (Source, "doi"): (
        re.compile(r"10\.[0-9]{4,9}/\S+"),
        gettext_lazy("10.1038/s41586-023-06185-3, without a URL before it"),
    ),
    (Source, "arxiv"): (
        re.compile(r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})"),
        gettext_lazy("2301.00001 or hep-th/9901001, without version"),
    ),
    (Jurisdiction, "code"): (re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,3})?"), gettext_lazy("CN, CN-SH or XAB (ISO 3166)")),
}


def value_problems(model: type[models.Model], values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns whose values the model refuses, with the reason; database rows are not looked at."""
    exclude = {field.name for field in model._meta.fields} - values.keys()
    for name, value in values.items():
        field = model._meta.get_field(name)
        if value == "" and not field.blank:
            yield name, _("missing")
            exclude.add(name)
        elif field.choices and value not in ("", None, *(code for code, _label in field.flatchoices)):
            yield name, describe_unknown(_("value"), str(value), [str(code) for code, _label in field.flatchoices])
            exclude.add(name)
        elif "\n" in str(value) and not isinstance(field, models.TextField):
            yield name, _("must be on one line")
            exclude.add(name)
        elif value and (form := _FORMS.get((model, name))) and not form[0].fullmatch(value):
            yield name, _("“%(value)s” does not have the form %(form)s") % {"value": value, "form": form[1]}
    try:
        model(**values).clean_fields(exclude=exclude)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            yield name, joined_messages(of_validation(each) for each in errors)


def describe_unknown(what: str, word: str, known) -> str:
    """Return the problem of a word of a file that is not in a list, with the nearest one that is."""
    words = sorted(known)
    close = get_close_matches(word, words, n=1)
    if close:
        return _("unknown %(what)s “%(word)s”: did you mean “%(close)s”?") % {
            "what": what,
            "word": word,
            "close": close[0],
        }
    if len(words) > 30:
        return _("unknown %(what)s “%(word)s”: none of the %(count)d known is like it") % {
            "what": what,
            "word": word,
            "count": len(words),
        }
    return _("unknown %(what)s “%(word)s”; known: %(known)s") % {"what": what, "word": word, "known": ", ".join(words)}
