"""Render form widgets, labels and errors with Jinja: Django ships its templates for both engines."""

from functools import cache

from django.forms.renderers import BaseRenderer, DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist

_JINJA, _DJANGO = Jinja2(), DjangoTemplates()


@cache
def _engine_of(name: str) -> BaseRenderer:
    """Return the renderer of a form's template: Jinja where it has that template, else Django's."""
    try:
        _JINJA.get_template(name)
    except TemplateDoesNotExist:
        return _DJANGO
    return _JINJA


class FormRenderer(BaseRenderer):
    """Renders widgets with Jinja, because a record with 100 citations has 1,700 of them. The admin's own widgets have
    only Django templates."""

    def get_template(self, template_name):
        return _engine_of(template_name).get_template(template_name)
