"""The labelled pairs of our own: a folder per case, the expected verdict in its name, all texts written for it."""

from pathlib import Path

import pytest

from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import extract

CASES = sorted(path for path in (Path(__file__).parent / "pairs").iterdir() if path.is_dir())
TYPES = {
    ".html": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pair_is_judged_as_labelled(case: Path) -> None:
    before, after = (
        extract(_file(case, name).read_bytes(), TYPES[_file(case, name).suffix]) for name in ("before", "after")
    )

    comparison = compare_texts(before, after)

    assert (comparison.verdict == Verdict.CONTENT) == ("-content-" in case.name), (comparison.removed, comparison.added)
    assert bool(comparison.blocks) == (comparison.verdict == Verdict.CONTENT)


def test_half_of_the_pairs_are_chinese_and_both_labels_are_well_covered() -> None:
    names = [case.name for case in CASES]

    assert len(names) >= 60
    assert sum(name.startswith("zh-") for name in names) >= len(names) / 2
    assert min(sum(label in name for name in names) for label in ("-content-", "-noise-")) >= 25


def _file(case: Path, name: str) -> Path:
    (path,) = case.glob(f"{name}.*")
    return path
