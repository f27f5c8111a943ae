"""What is left of a build that failed? Nothing that a reader, or the next build, could take for good.

Sphinx keeps what it has read. A page that drew a warning would not be read again, so a build that
failed would succeed the second time with the fault in place. Here the pages that warned are forgotten,
the whole site is put aside where nobody serves it, and the next build takes it back: only the
forgotten pages are made again.
"""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.util.logging import NAMESPACE, get_node_location

UNFINISHED = "unfinished"  # stands beside the doctrees while a build goes on


class Places(logging.Handler):
    """Notes where each warning points: a page's name or path, or None for one that points nowhere."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.noted: set[str | None] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note the place, without its line, in whichever way Sphinx gives it."""
        place = getattr(record, "location", None)
        if isinstance(place, tuple):
            place = place[0]
        elif isinstance(place, nodes.Node):
            place = get_node_location(place)
        self.noted.add(re.sub(r"(:\d*)?$", "", place) if isinstance(place, str) else None)


def begin(app: Sphinx) -> Places:
    """Before anything is read: take back the site of a build that failed, and mark this one's start.

    A build that was cut off, so that no one knows what it noticed, is forgotten whole.
    """
    site, aside, mark = Path(app.outdir), _aside(Path(app.outdir)), Path(app.doctreedir, UNFINISHED)
    if mark.exists():
        _forget_all(app)
        shutil.rmtree(aside, ignore_errors=True)
    elif aside.exists():
        shutil.rmtree(site, ignore_errors=True)
        aside.rename(site)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    places = Places()
    logging.getLogger(NAMESPACE).addHandler(places)
    return places


def end(app: Sphinx, places: Places, exception: Exception | None) -> None:
    """After everything: keep a build without warnings; of any other, forget what warned.

    Where warnings count as errors (-W) the site is put aside as well.
    """
    logging.getLogger(NAMESPACE).removeHandler(places)
    if exception or app._warncount:
        _forget(app, places.noted)
    if exception or (app._warncount and app.keep_going):
        put_aside(Path(app.outdir))
    Path(app.doctreedir, UNFINISHED).unlink(missing_ok=True)


def put_aside(site: Path) -> None:
    """Move a site to where nobody looks for it, in place of one that was put there before."""
    shutil.rmtree(_aside(site), ignore_errors=True)
    if site.exists():
        site.rename(_aside(site))


def _aside(site: Path) -> Path:
    return site.with_name(f".{site.name}-failed")


def _forget(app: Sphinx, places: set[str | None]) -> None:
    """Forget the pages at these places; all pages, if a place is not a page's."""
    known = app.env.all_docs
    pages = {place if place in known else place and app.env.path2doc(place) for place in places}
    if not pages or not pages <= known.keys():
        _forget_all(app)
        return
    for page in pages:
        Path(app.doctreedir, f"{page}.doctree").unlink(missing_ok=True)


def _forget_all(app: Sphinx) -> None:
    Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
