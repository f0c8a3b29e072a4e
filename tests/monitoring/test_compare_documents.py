"""`manage.py compare_documents`: two files, or many, compared as the monitor compares visits."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PAIRS = Path(__file__).parent / "pairs"
CONTENT, NOISE = PAIRS / "zh-content-date-changed", PAIRS / "en-noise-most-read"


def run(*arguments: str | Path) -> str:
    sink = io.StringIO()
    call_command("compare_documents", *map(str, arguments), stdout=sink)
    return sink.getvalue()


def test_two_files_are_compared_and_the_difference_printed() -> None:
    found = json.loads(run(CONTENT / "before.html", CONTENT / "after.html", "--json"))

    assert found["verdict"] == "content"
    assert 0 < found["score"] < 1
    assert ["delete", "2025年4月1日", "date"] in found["blocks"][0]["tokens"]
    assert ["insert", "2025年5月1日", "date"] in found["blocks"][0]["tokens"]


@pytest.mark.usefixtures("read_here")
def test_output_that_is_no_terminal_is_json_too() -> None:
    assert json.loads(run(NOISE / "before.html", NOISE / "after.html")) == {
        "verdict": "noise",
        "score": 0.0,
        "blocks": [],
    }


@pytest.mark.usefixtures("read_here")
def test_one_file_against_itself_is_identical() -> None:
    assert json.loads(run(NOISE / "before.html", NOISE / "before.html"))["verdict"] == "identical"


@pytest.mark.usefixtures("read_here")
def test_the_content_type_is_believed(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes("第一条 数据应当公开。".encode("gb18030"))
    new.write_bytes("第一条 数据应当公开。".encode())

    found = json.loads(run(old, new, "--content-type", "text/plain"))

    assert found["verdict"] == "identical"


def test_a_batch_costs_a_bad_pair_only_itself(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    lines = [
        json.dumps({"id": "a", "before": str(CONTENT / "before.html"), "after": str(CONTENT / "after.html")}),
        json.dumps({"id": "b", "before": str(tmp_path / "none.html"), "after": str(CONTENT / "after.html")}),
        "",
        "not json",
        json.dumps({"id": "c", "before": str(tmp_path / "broken.pdf"), "after": str(CONTENT / "after.html")}),
        json.dumps({"id": 7, "after": str(CONTENT / "after.html")}),
        json.dumps([1]),
        json.dumps({"id": "d", "before": str(NOISE / "before.html"), "after": str(NOISE / "after.html")}),
    ]
    batch = tmp_path / "pairs.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")

    found = [json.loads(line) for line in run("--batch", batch, "--workers", "2").splitlines()]

    assert [row["id"] for row in found] == ["a", "b", "line 4", "c", 7, "line 7", "d"]
    assert [row.get("verdict") for row in found] == ["content", None, None, None, None, None, "noise"]
    assert all(row.get("error") for row in found if "verdict" not in row)


@pytest.mark.parametrize(
    "arguments", [[], ["only.html"], ["a.html", "b.html", "--batch", "c.jsonl"], ["--batch", "none.jsonl"]]
)
def test_a_call_that_makes_no_sense_says_why(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"two files|cannot be read"):
        run(*arguments)


@pytest.mark.usefixtures("read_here")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 broken")

    with pytest.raises(CommandError, match=r"x\.pdf"):
        run(tmp_path / "x.pdf", NOISE / "after.html")
