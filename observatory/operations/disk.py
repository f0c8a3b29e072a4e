"""Free disk space in the folders where files are kept."""

import shutil
from pathlib import Path

from django.conf import settings


def free_bytes() -> dict[str, int]:
    """Return the free bytes of the file system of each folder, by the name of its setting."""
    folders = {name: Path(getattr(settings, name)) for name in ("STATE_DIR", "MEDIA_ROOT")}
    return {name: shutil.disk_usage(_nearest(path)).free for name, path in folders.items()}


def _nearest(path: Path) -> Path:
    """Return the folder, or its nearest existing parent: MEDIA_ROOT is created with its first file."""
    return next(each for each in (path, *path.parents) if each.exists())
