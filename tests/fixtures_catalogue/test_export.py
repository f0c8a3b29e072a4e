"""What is exported loads again as the same catalogue."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from observatory.publishing.catalogue import stored_states
from observatory.publishing.catalogue.file_entries import open_catalogue_files
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.parse_entries import EntryParser
from observatory.publishing.catalogue.reference_targets import collect_references
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.case_study import put_case_study
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db


def states(folder):
    files = open_catalogue_files([folder])
    parser = EntryParser(collect_references(files))
    found = {state.public_id: state for state in parser.states(files.entries)}
    assert parser.problems == []
    return found


def without_comments(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_the_seed_is_written_as_it_stands_in_the_files(tmp_path):
    """So that an export over the files, after work in the admin, is a readable diff."""
    put_case_study(publish=False)
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    written = sorted((tmp_path / "out").iterdir())
    assert len(written) == 6
    for path in written:
        assert without_comments(path) == without_comments(settings.BASE_DIR / "fixtures/china" / path.name)


def test_what_a_curator_edited_is_in_the_export(tmp_path):
    load(paths=[small.write(tmp_path / "in")], by=None, reason="test")
    plan = Record.objects.get(slug="a-plan")
    plan.other_names.create(name="第二方案", language="zh-Hans")
    Citation.objects.filter(field="launched").update(note_en="Two\n\nparagraphs: and a # sign", stated_value="2023-04")
    plan.initiative.__class__.objects.filter(pk=plan.pk).update(launched="")  # a citation of an empty fact
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    exported = states(tmp_path / "out")
    assert exported == stored_states.source_states(exported) | stored_states.record_states(exported)
    assert ("第二方案", "zh-Hans") in exported["bbbbbbbb"].rows["names"]


def test_text_that_came_in_by_another_way_is_written_so_that_it_loads(tmp_path):
    load(paths=[small.write(tmp_path / "in")], by=None, reason="test")
    Record.objects.filter(slug="a-plan").update(title_en="A\u200b \u202ePlan\u2028")
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    assert states(tmp_path / "out")["bbbbbbbb"].columns["title_en"] == "A Plan"


def test_files_are_not_written_over_unasked(tmp_path):
    load(paths=[small.write(tmp_path / "in")], by=None, reason="test")
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    with pytest.raises(CommandError, match="--force"):
        call_command("export_catalogue", tmp_path / "out")
    path = tmp_path / "out/initiatives.yaml"
    path.write_text("# Ours.\n# Two lines.\n\n- old\n")
    call_command("export_catalogue", tmp_path / "out", force=True, verbosity=0)
    assert path.read_text().startswith("# Ours.\n# Two lines.\n\n- id: bbbbbbbb\n")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    load(paths=[small.write(tmp_path / "in")], by=None, reason="test")
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_catalogue", tmp_path / "out")
