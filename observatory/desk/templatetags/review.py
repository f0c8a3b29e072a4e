"""Template filters of the review."""

from datetime import datetime

from django import template

from observatory.publishing.local_times import local_time_in_words

register = template.Library()


@register.filter
def local_time(moment: datetime) -> str:
    """Return a moment as the institute's clock shows it, with its zone."""
    return local_time_in_words(moment)
