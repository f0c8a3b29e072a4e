"""`manage.py find_quotes`: quotes looked for in files as the monitor looks for them; and texts made to take long."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from observatory.monitoring.reading.extract import Document
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.monitoring.reading.sandbox import Limits
from tests.monitoring.quote_search import find_quotes_in

LAW = "<main><h1>Law</h1><p>Data shall be deposited within six months. <s>Nobody pays.</s> It is then free.</p></main>"


def run(batch: Path, *arguments: str) -> list[dict[str, object]]:
    sink = io.StringIO()
    call_command("find_quotes", "--batch", str(batch), *arguments, stdout=sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def write(folder: Path, *rows: object) -> Path:
    (folder / "law.html").write_text(LAW, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    batch = folder / "quotes.jsonl"
    batch.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return batch


def test_each_line_is_answered_in_its_place(tmp_path: Path) -> None:
    batch = write(
        tmp_path,
        {"id": 1, "document": "law.html", "exact": "deposited within six months"},
        {"id": 2, "document": "broken.pdf", "content_type": "application/pdf", "exact": "Anything"},
        {"id": 3, "document": "law.html", "exact": "Data may be deposited within six months.", "suffix": " It is"},
        {"id": 4, "document": "law.html", "exact": "Nobody pays.", "prefix": None},
    )

    found = run(batch)

    assert [row["id"] for row in found] == [1, 2, 3, 4]
    assert [row["state"] for row in found] == ["present", "unreadable", "altered", "struck"]
    assert [row["meaning_changed"] for row in found] == [None, None, True, None]
    assert found[2]["passage"] == "Data shall be deposited within six months."
    assert ["insert", "shall ", "modal"] in found[2]["differences"]  # type: ignore[operator]


@pytest.mark.usefixtures("read_here")
def test_a_bad_line_costs_itself_and_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = write(
        tmp_path,
        "not json",
        {"id": "a", "document": "none.html", "exact": "x"},
        {"id": "b", "exact": "x"},
        {"id": "c", "document": "law.html", "exact": " "},
        {"id": "d", "document": "law.html", "exact": 7},
        [1],
        "",
        {"id": "e", "document": "law.html", "exact": "It is then free."},
    )
    with pytest.raises(CommandError, match="6") as caught:
        call_command("find_quotes", "--batch", str(batch))

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert caught.value.returncode == 1
    assert [row["id"] for row in found] == ["line 1", "a", "b", "c", "d", "line 6", "e"]
    assert [row.get("state") for row in found] == [None] * 6 + ["present"]
    assert all(row["error"] for row in found[:6])


@pytest.mark.usefixtures("read_here")
def test_paths_count_from_the_folder_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    batch = write(tmp_path, {"id": 1, "document": "law.html", "exact": "It is then free."})
    (tmp_path / "law.html").rename(tmp_path / "documents" / "law.html")

    assert run(batch, "--folder", str(tmp_path / "documents"))[0]["state"] == "present"


def test_a_file_of_quotes_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"none\.jsonl"):
        call_command("find_quotes", "--batch", "none.jsonl")


SENTENCE = "The panel shall grant at least 400 hours to each group, unless the applicant objects in writing. "
HOSTILE = {
    "one sentence a hundred thousand times, in blocks": (SENTENCE,) * 50_000,
    "one block of two megabytes": (SENTENCE * 20_000,),
    "one character": ("a" * 2_000_000,),
    "one Chinese character": ("的" * 1_000_000,),
    "figures and full stops": ("1." * 1_000_000,),
    "brackets": ("[1" * 500_000 + "]" * 500_000,),
    "omission marks": ("…" * 1_000_000,),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_searched_within_the_limits(name: str) -> None:
    packed = Document("text", HOSTILE[name], full_text="\n".join(HOSTILE[name])).pack()
    quotes = [
        SENTENCE,
        SENTENCE.replace("400", "500"),
        "a" * 200,
        "的" * 200,
        "1.1.1.1.1.1.1.2",
        "shall … objects … panel … shall",
        "nothing of this kind stands in it, whatever one does",
    ]
    selectors = [(n, TextQuoteSelector(quote, SENTENCE[:40], SENTENCE[-40:])) for n, quote in enumerate(quotes)]

    found = find_quotes_in(selectors, packed, Limits(cpu_seconds=20, wall_seconds=120.0))

    assert [number for number, match in found if match.state == "not_checked"] == []
