"""The guide for curators at the desk: `docs/curators.md`, or its Chinese translation, as a page of the admin."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.anchors import anchors_plugin

from observatory.records.languages import active_language

DOCS = settings.BASE_DIR / "docs"
PICTURES = "pictures/"  # beside the guide, and under the same name among the static files
_GUIDES = {"en": DOCS / "curators.md", "zh-hans": DOCS / "curators.zh-hans.md"}


@staff_member_required
def show_guide(request: HttpRequest) -> HttpResponse:
    """Return the guide in the language of the desk; in English where there is no translation."""
    own = _GUIDES[active_language()]
    path = own if own.exists() else _GUIDES["en"]
    body, headings = render_guide(path, path.stat().st_mtime_ns)
    context = {
        **admin.site.each_context(request),
        "title": _("Guide"),
        "guide": body,
        "headings": headings,
        "guide_language": "en" if path == _GUIDES["en"] else "zh-Hans",
    }
    return TemplateResponse(request, "admin/guide.html", context)


@lru_cache(maxsize=4)
def render_guide(path: Path, _changed: int) -> tuple[SafeString, list[tuple[str, str]]]:
    """Return a guide as HTML without its title, and the IDs and texts of its sections. Markup in the file is shown as
    text (CommonMark with `html` off)."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=2)
    tokens = parser.parse(path.read_text(encoding="utf-8"))
    start = next((place + 1 for place, token in enumerate(tokens) if token.type == "heading_close"), 0)
    sections = [
        (str(token.attrGet("id")), tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    for token in tokens:
        _complete_guide_token(token)
    parser.add_render_rule("image", _picture)
    html = parser.renderer.render(tokens[start:], parser.options, {})
    return mark_safe(html), sections  # noqa: S308 - made by the parser from a file of the project


def _picture(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """Return a picture as a link to itself, because the page shows it smaller than it is."""
    return f'<a href="{escape(tokens[place].attrGet("src"))}">{self.image(tokens, place, options, env)}</a>'


def _complete_guide_token(token: Token) -> None:
    """Let pictures of the guide come from the static files; show the names of other documents, which the desk does not
    have, without a link."""
    unlinked = False
    for child in token.children or ():
        if child.type == "link_open" and str(child.attrGet("href")).partition("#")[0].endswith(".md"):
            child.type, child.tag, child.attrs, unlinked = "em_open", "em", {}, True
        elif child.type == "link_close" and unlinked:
            child.type, child.tag, unlinked = "em_close", "em", False
        if child.type == "image" and str(child.attrGet("src")).startswith(PICTURES):
            name = str(child.attrGet("src")).removeprefix(PICTURES)
            child.attrSet("src", static(f"observatory/guide/{name}"))
            child.attrSet("loading", "lazy")
