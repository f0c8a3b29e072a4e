from observatory.publishing.models.cited_statement import CitedStatement
from observatory.publishing.models.entry import Entry
from observatory.publishing.models.facet_value import FacetValue
from observatory.publishing.models.loaded_row import LoadedRow
from observatory.publishing.models.published_citation import PublishedCitation
from observatory.publishing.models.published_glossary import PublishedRendering, PublishedTerm, TermVersion
from observatory.publishing.models.published_sources import PublishedLocation, PublishedSource, SourceVersion
from observatory.publishing.models.published_surveys import PublishedSurvey, SurveyVersion
from observatory.publishing.models.review_link import ExpertOpinion, ReviewLink
from observatory.publishing.models.scheduled_publication import ScheduledPublication
from observatory.publishing.models.standing import Standing
from observatory.publishing.models.version import FrozenVersion, Version
from observatory.publishing.models.word import Word

__all__ = [
    "CitedStatement",
    "Entry",
    "ExpertOpinion",
    "FacetValue",
    "FrozenVersion",
    "LoadedRow",
    "PublishedCitation",
    "PublishedLocation",
    "PublishedRendering",
    "PublishedSource",
    "PublishedSurvey",
    "PublishedTerm",
    "ReviewLink",
    "ScheduledPublication",
    "SourceVersion",
    "Standing",
    "SurveyVersion",
    "TermVersion",
    "Version",
    "Word",
]
