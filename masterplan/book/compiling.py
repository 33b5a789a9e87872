"""Render what is missing of a planned book and link it; no database, one process."""

import gc
import uuid
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from masterplan.book.shapes import Picture
from masterplan.book.volume import LANGUAGE, STYLES, Plan, Source
from tobasmart.files.storage import read
from tobasmart.press.compile import compile_fragment
from tobasmart.press.fragment import Fragment
from tobasmart.press.link import Linked, OnPiece, link
from tobasmart.press.store import Store
from tobasmart.printing.styles import drawings


def render(source: Source, pictures: Iterable[Picture] = ()) -> Fragment:
    """One fragment from its HTML."""
    was_enabled = gc.isenabled()
    # A fragment is small and all of it goes at once: collecting inside costs a tenth of the time.
    gc.disable()
    try:
        return compile_fragment(
            source.html,
            stylesheets=(*STYLES, source.sheet),
            resources={**drawings(), **_photos(pictures)},
            tagged=source.is_tagged,
            lang=LANGUAGE,
        )
    finally:
        if was_enabled:
            gc.enable()
        if gc.get_freeze_count():
            gc.collect()


def settle() -> None:
    """For a worker's process: what it holds by now stays, so collecting looks at fragments only."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def render_missing(plan: Plan, store: Store) -> int:
    """Render and keep every fragment the store does not have; how many."""
    missing = frozenset(key for key in plan.keys if not store.has(key))
    for source, fragment in plan.sources(missing):
        store.save(source.key, render(source, fragment.pictures if fragment else ()))
    return len(missing)


def link_plan(plan: Plan, store: Store, out: BinaryIO, on_piece: OnPiece | None = None) -> Linked:
    return link(plan.volume, store, out, on_piece)


def _photos(pictures: Iterable[Picture]) -> Mapping[str, tuple[bytes, str]]:
    """The print copies of the named pictures; the renderer can ask for no other."""
    return {
        picture.address: (read(uuid.UUID(picture.key), "cetak"), "image/jpeg")
        for picture in pictures
    }
