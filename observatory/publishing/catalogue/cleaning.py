"""Values checked by the fields of the model that they are for, without a look at the database."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from observatory.publishing.catalogue.shapes import unknown


def misfits(model: type[models.Model], values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns whose values the model refuses, with the reason; database rows are not looked at."""
    exclude = {field.name for field in model._meta.fields} - values.keys()
    for name, value in values.items():
        field = model._meta.get_field(name)
        if value == "" and not field.blank:
            yield name, "missing"
            exclude.add(name)
        elif field.choices and value not in ("", *(code for code, _ in field.flatchoices)):
            yield name, unknown("value", str(value), [code for code, _ in field.flatchoices])
            exclude.add(name)
    try:
        model(**values).clean_fields(exclude=exclude)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield name, " ".join(messages)
