"""The content types of files, by the endings of their names."""

from pathlib import Path

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
}


def type_of_file(path: Path) -> str:
    """Return the content type of a file that the monitor reads, "" for any other name."""
    return MEDIA_TYPES.get(path.suffix.lower(), "")
