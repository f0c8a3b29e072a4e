"""Write the working copy as catalogue files, the form that `load_catalogue` reads."""

from itertools import takewhile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from observatory.publishing.catalogue import stored_states, yaml_export
from observatory.publishing.catalogue.comparable_states import SOURCE, State
from observatory.records import registry
from observatory.records.models import Record
from observatory.sources.models import Source


class Command(BaseCommand):
    help = (
        "Write sources and records of the working copy to a folder, one YAML file for each record type "
        "(docs/catalogue-format.md), so that you can review curators' edits as a diff or load them elsewhere. "
        "Vocabularies are not written."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="folder to write to; created if missing")
        parser.add_argument("--force", action="store_true", help="overwrite existing files")

    def handle(self, *, folder, force, verbosity, **options):
        files = {prefix: text for prefix, text in _catalogue_files().items() if text}
        taken = [name for name in files if (folder / f"{name}.yaml").exists()]
        if taken and not force:
            raise CommandError(f"{folder} has {', '.join(taken)} already: name another folder, or add --force.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                path = folder / f"{name}.yaml"
                path.write_text(_head(path) + text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{folder}: cannot be written: {error.strerror}") from None
        if verbosity:
            self.stdout.write(f"Wrote {', '.join(f'{name}.yaml' for name in files) or 'nothing'} to {folder}.")


def _catalogue_files() -> dict[str, str]:
    """Return the text of each file that the command writes, by its name; empty where there is nothing of the kind."""
    records = dict(Record.objects.order_by("pk").values_list("public_id", "slug"))
    sources = dict(Source.objects.order_by("pk").values_list("public_id", "key"))
    states = stored_states.source_states(sources) | stored_states.record_states(records)
    names = records | sources
    kinds = {"sources": SOURCE} | {record_type.prefix: record_type.kind for record_type in registry.all_types()}
    return {
        prefix: _text([states[pk] for pk in names if states[pk].kind == kind], names) for prefix, kind in kinds.items()
    }


def _text(states: list[State], names: dict[str, str]) -> str:
    return yaml_export.text_of(yaml_export.yaml_entry_of(state, names) for state in states)


def _head(path: Path) -> str:
    """Return the comment at the head of the file that is there, or one that says where the format is described."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    comment = list(takewhile(lambda line: line.startswith("#"), lines)) or ["# Format: docs/catalogue-format.md"]
    return "\n".join(comment) + "\n\n"
