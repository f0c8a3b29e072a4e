"""The controlled vocabularies: codes with their labels in both languages."""

from django.utils.translation import gettext_lazy as _

from observatory.api import parameters
from observatory.api.tables import TableView
from observatory.public.problems import NotFound
from observatory.public.tables import lists
from observatory.public.vocabularies import VOCABULARIES
from observatory.search.filters import nearest


class VocabularyList(TableView):
    """All vocabularies, each with all its terms."""

    name = _("Vocabularies")

    def get(self, request):
        parameters.read(request.query_params, parameters.NoParameters)
        if self.wants_table():
            return self.table(lists.vocabularies({name: terms() for name, terms in VOCABULARIES.items()}))
        return self.answer_live({name: list(terms()) for name, terms in VOCABULARIES.items()})


class VocabularyDetail(TableView):
    """The terms of one vocabulary."""

    name = _("Vocabulary")

    def get(self, request, key: str):
        parameters.read(request.query_params, parameters.NoParameters)
        if key not in VOCABULARIES:
            raise NotFound(_("Unknown vocabulary."), nearest=nearest(key, VOCABULARIES), allowed=list(VOCABULARIES))
        if self.wants_table():
            return self.table(lists.vocabularies({key: VOCABULARIES[key]()}))
        return self.answer_live(list(VOCABULARIES[key]()))
