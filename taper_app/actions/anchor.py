"""The anchor: a file outside the database that holds what the chains of events came to, each line sealed."""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from taper_app.chart.anchors import Anchored, place
from taper_app.models import AuditLink

logger = logging.getLogger(__name__)


def anchor(links: Iterable[AuditLink]) -> bool:
    """Write down that these links are there; whether it was done. A change does not wait for the file: what fails is logged."""
    try:
        append(links)
    except (OSError, ImproperlyConfigured):
        logger.exception("the anchor %s could not be written", place())
        return False
    return True


def append(links: Iterable[AuditLink]) -> None:
    """One line for each, at the end of the file and on the disk. Raises OSError, and ImproperlyConfigured without a key."""
    now = timezone.now().isoformat(timespec="seconds")
    write_lines(place(), [Anchored.sealed(now, link.chain, link.number, link.hash)._asdict() for link in links])


def write_lines(path: Path, lines: Iterable[dict[str, object]]) -> None:
    """These lines of JSON at the end of a file and on the disk. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, ("" if ends_a_line(file) else "\n").encode() + "".join(f"{json.dumps(line)}\n" for line in lines).encode())
        os.fsync(file)
    finally:
        os.close(file)


def ends_a_line(file: int) -> bool:
    """Whether nothing stands before the end of an open file on its line: a power cut may have torn the last one."""
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"
