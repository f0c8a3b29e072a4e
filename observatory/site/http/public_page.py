"""The base class of public pages: each is cached until something that it shows changes."""

from typing import Any

from django.views.generic import View

from observatory.site.http.page_cache import cached_page
from observatory.site.lists.as_of import refuse_as_of


class PublicPage(View):
    """A public page. To add one: a subclass with `get`, a template, a line in `site/urls.py`.

    A page that shows something that changes without a publication, such as the health of sources, says so in
    `extra_key` (see `cached_page`). A page that reads `?as_of=` itself sets `reads_as_of`; others refuse it with 400.
    """

    reads_as_of = False

    @staticmethod
    def extra_key(*url_args: Any, **url_kwargs: Any) -> Any:
        """Return what the page shows beside the catalogue, as data that `repr` distinguishes."""
        return None

    # Names in `page_cache.LIVE`: what the page shows of the whole catalogue that changes without publishing.
    live: tuple[str, ...] = ()
    # Set by pages whose `extra_key` needs to know what the page shows: takes the response, returns its argument.
    page_content: Any = None

    @classmethod
    def as_view(cls, **initkwargs: Any):
        keys = {"extra_key": cls.extra_key, "page_content": cls.page_content, "live": cls.live}
        view = cached_page(super().as_view(**initkwargs), **keys)
        return view if cls.reads_as_of else refuse_as_of(view)
