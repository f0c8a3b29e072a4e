"""Which lists the API has, and which files: a further one is a line here."""

from collections.abc import Iterable

from rest_framework.routers import SimpleRouter

from observatory.api.changes import ChangeViewSet
from observatory.api.export_files import Archive, Citations, Coverage, Disagreements, Export, Workbook
from observatory.api.glossary import GlossaryViewSet
from observatory.api.records import record_viewset
from observatory.api.relations import RelationViewSet
from observatory.api.sources import SourceViewSet
from observatory.api.statements import StatementViewSet
from observatory.api.surveys import SurveyViewSet
from observatory.api.views import ApiView
from observatory.api.vocabularies import VocabularyViewSet
from observatory.records import registry


class Router(SimpleRouter):
    """Addresses of viewsets: `PREFIX/`, `PREFIX/KEY/`, and those of their further actions below it."""

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)

    def register_records(self, record_types: Iterable[registry.RecordType]) -> None:
        for record_type in record_types:
            self.register(record_type.prefix, record_viewset(record_type), record_type.prefix)


router = Router()
router.register_records(registry.all_types())
router.register("records", record_viewset(None), "records")
router.register("sources", SourceViewSet, "sources")
router.register("relations", RelationViewSet, "relations")
router.register("statements", StatementViewSet, "statements")
router.register("glossary", GlossaryViewSet, "glossary")
router.register("surveys", SurveyViewSet, "surveys")
router.register("vocabularies", VocabularyViewSet, "vocabularies")
router.register("changes", ChangeViewSet, "changes")
LISTS = [prefix for prefix, _viewset, _basename in router.registry]

# Tables alone, and everything together: by the name that the root gives them, path and view.
FILES: dict[str, tuple[str, type[ApiView]]] = {
    "citations": ("citations/", Citations),
    "disagreements": ("disagreements/", Disagreements),
    "coverage": ("coverage/", Coverage),
    "csv": ("export.zip", Archive),
    "xlsx": ("export.xlsx", Workbook),
    "jsonl": ("export.jsonl", Export),
}
