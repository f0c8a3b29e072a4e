"""How well the main text of pages is found: `python -m tests.benchmarks.main_text FOLDER`.

FOLDER is the folder `tests` of a copy of trafilatura (github.com/adbar/trafilatura): `evaldata.json` lists for each
page passages that its main text has (`with`) and passages around it (`without`), `cache` and `eval` hold the pages.
Counted as `eval_common.py` there does: a passage is found if the main text contains it, white space apart. Recall is
the share of the passages `with` that are found; precision is the share of these among all passages found. Processor
time is that of reading and selecting, a page.
"""

import json
import sys
import time
from pathlib import Path

from observatory.monitoring.reading.extract import extract_html


def measure(folder: Path) -> tuple[float, float, float]:
    """Return recall, precision and milliseconds of processor time a page."""
    found = missed = wrong = 0
    pages = json.loads((folder / "evaldata.json").read_text(encoding="utf-8"))
    spent = 0.0
    for url, page in pages.items():
        body = _file(folder, page["file"]).read_bytes()
        start = time.process_time()
        text = _normal(extract_html(body, url=url).text)
        spent += time.process_time() - start
        hits = sum(_normal(passage) in text for passage in page["with"])
        found, missed = found + hits, missed + len(page["with"]) - hits
        wrong += sum(_normal(passage) in text for passage in page["without"])
    return found / (found + missed), found / (found + wrong), spent * 1000 / len(pages)


def _file(folder: Path, name: str) -> Path:
    return next(path for part in ("cache", "eval") if (path := folder / part / name).is_file())


def _normal(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    recall, precision, milliseconds = measure(Path(sys.argv[1]))
    print(f"recall {recall:.4f}, precision {precision:.4f}, {milliseconds:.2f} ms a page")
