"""Several pasted references as a list to choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from observatory.sources.references import ParsedReferences, SourceDraft
from observatory.sources.similar_sources import MOST, SimilarSource, similar_to_works, work_of

MAX_PASTED = 200_000  # characters
MAX_SHOWN = 50


@dataclass
class PastedRow:
    """A reference of the list. `chosen` is whether its box is ticked: at first, if there is no such source yet."""

    number: int
    draft: SourceDraft
    names: str
    similar: Sequence[SimilarSource]
    chosen: bool
    refused: Sequence[str] = ()
    links: list = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The primary keys of the sources that are shown as the same work, as the form sends them back."""
        return ",".join(str(each.source.pk) for each in self.similar)


def list_pasted(
    parsed: ParsedReferences, chosen: Collection[int] | None, refused: Mapping[int, Sequence[str]]
) -> list[PastedRow]:
    """Return the rows of the list. `chosen` are the numbers that were ticked, None if the list is shown for the first
    time; `refused` are the reasons why one could not be saved. At most `MAX_SHOWN`, few queries."""
    rows = []
    drafts = parsed.references[:MAX_SHOWN]
    found = similar_to_works([work_of(draft) for draft in drafts])
    for number, (draft, similar) in enumerate(zip(drafts, found, strict=True)):
        ticked = not any(each.is_certain for each in similar)
        if chosen is not None:
            ticked = number in chosen
        names = [name.literal or f"{name.family}, {name.given}" for name in draft.contributors[:3]]
        rows.append(PastedRow(number, draft, "; ".join(names), similar[:MOST], ticked, refused.get(number, ())))
    return rows
