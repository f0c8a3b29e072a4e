"""The Jinja environment of the public site: everything that its templates (`observatory/jinja2/`) can call.

The settings name `environment`. The admin keeps Django's own template language.
"""

from typing import Any

from django.template.defaultfilters import linebreaks_filter, truncatechars
from django.templatetags.static import static
from jinja2 import Environment, Undefined

from observatory.public import links
from observatory.public.links import host, is_web_address
from observatory.public.localised_texts import choose, format_date, guess_language, localise_reason
from observatory.public.shortened_quote_differences import shorten_quote_differences
from observatory.site.record.page_statements import evidence_label
from observatory.site.templating import (
    formats,
    language_markup,
    page_globals,
    references_and_linked_data,
    template_messages,
)

GLOBALS = {
    "_": template_messages.gettext,
    "html_message": template_messages.html_message,
    "ngettext": template_messages.ngettext,
    "pgettext": template_messages.pgettext,
    "EXTERNAL_REL": page_globals.EXTERNAL_REL,
    "chosen_theme": page_globals.chosen_theme,
    "files_of_list": page_globals.files_of_list,
    "files_of_records": page_globals.files_of_records,
    "imprint": page_globals.page_imprint,
    "page_language": page_globals.page_language,
    "page_url": page_globals.page_url,
    "record_types": page_globals.record_types,
    "site_languages": page_globals.site_languages,
    "site_name": page_globals.site_name,
    "static": static,
    "url": page_globals.url,
    "changes_url": links.changes_url,
    "listing_url": links.listing_url,
    "permanent_url": links.permanent_url,
    "record_url": links.record_url,
    "source_text_url": links.source_text_url,
    "source_url": links.source_url,
    "statement_url": links.statement_url,
    "version_url": links.version_url,
    "versions_url": links.versions_url,
    "full_stop_after": formats.full_stop_after,
    "linked_data": references_and_linked_data.linked_data,
    "linked_source": references_and_linked_data.linked_source,
    "record_references": references_and_linked_data.record_references,
    "source_references": references_and_linked_data.source_references,
}
FILTERS = {
    "citation_anchor": links.citation_anchor,
    "basis_words": formats.basis_words,
    "evidence_label": evidence_label,
    "format_date": format_date,
    "format_day": formats.format_day,
    "host": host,
    "in_page_language": choose,
    "is_web_address": is_web_address,
    "in_language_of_script": guess_language,
    "isolated": language_markup.isolated,
    "json_in_script": references_and_linked_data.json_in_script,
    "label_in_other_language": formats.label_in_other_language,
    "language_attributes": language_markup.language_attributes,
    "location_health": formats.location_health,
    "note_of": formats.note_of,
    "paragraphs": linebreaks_filter,
    "shorten_quote_differences": shorten_quote_differences,
    "reason_in_language": localise_reason,
    "sighting_words": formats.sighting_words,
    "truncatechars": truncatechars,
    "type_name": formats.type_name,
    "type_name_plural": formats.type_name_plural,
    "year_label": formats.year_label,
}


def environment(**options: Any) -> Environment:
    """Return Jinja for Django's backend, which turns escaping on.

    A tag on a line of its own leaves no line behind. A name that a page does not have is empty: with DEBUG, Django's
    backend would show it to readers, in the search box of every page without a search.
    """
    options |= {"undefined": Undefined, "trim_blocks": True, "lstrip_blocks": True}
    found = Environment(**options)  # noqa: S701 - Django's backend turns escaping on
    found.globals |= GLOBALS
    found.filters |= FILTERS
    return found
