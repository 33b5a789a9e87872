"""A claimed build → what is to be linked, and a row for every fragment that is missing."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from masterplan.book.content import gather
from masterplan.book.fragments import plan
from masterplan.book.front import CONTENTS_ANCHOR, control_marker
from masterplan.book.frozen import as_json
from masterplan.book.progress import LostClaimError
from masterplan.book.shapes import Book, Picture
from masterplan.book.verify import Expected, Line
from masterplan.book.volume import (
    DATA_NAME,
    LABELS,
    LANGUAGE,
    Plan,
    Source,
    attachment,
    volume_of,
)
from masterplan.choices import BuildStatus, BuildStep
from masterplan.models import Build, BuildFragment, CachedFragment
from tobasmart.press.volume import Piece, Volume
from tobasmart.printing.fonts import families

BATCH = 200


def prepare(build: Build, attempt: int) -> int:
    """Gather, plan, write the rows; how many fragments are missing."""
    book = gather(build.edition, is_final=build.is_final)
    ready = volume_of(book, plan(book))
    known = known_pages(ready.keys)
    missing = frozenset(ready.keys) - known.keys()
    with transaction.atomic():
        _write_rows(build, ready, missing)
        mine = Build.objects.filter(
            pk=build.pk, status=BuildStatus.RUNNING, attempt=attempt, step=BuildStep.GATHER
        )
        kept = sum(known.get(piece.key, 0) for piece in ready.volume.pieces)
        done = mine.update(
            step=BuildStep.LAYOUT,
            heartbeat_at=timezone.now(),
            idea_count=len(book.ideas),
            step_total=len(ready.keys),
            step_done=len(ready.keys) - len(missing),
            pages_done=kept,
            total_is_estimate=False,
            contents=as_json(book),
            input_hash=_input_hash(ready),
            plan=_stored(book, ready, missing),
        )
        if not done:
            raise LostClaimError
    return len(missing)


def known_pages(keys: Iterable[str]) -> dict[str, int]:
    """Pages of the fragments that should be in the storage; marks them as used."""
    rows = CachedFragment.objects.filter(pk__in=list(keys))
    known = dict(rows.values_list("key", "page_count"))
    rows.update(used_at=timezone.now())
    return known


def _write_rows(build: Build, ready: Plan, missing: frozenset[str]) -> None:
    rows = []
    for source, fragment in ready.sources(missing):
        pictures = fragment.pictures if fragment else ()
        rows.append(
            BuildFragment(
                build=build,
                key=source.key,
                html=source.html,
                idea_code=fragment.idea_code if fragment else "",
                weight=len(source.html),
                recipe={
                    "kind": source.kind,
                    "sheet": source.sheet,
                    "is_tagged": source.is_tagged,
                    "pictures": [dataclasses.asdict(picture) for picture in pictures],
                },
            )
        )
    BuildFragment.objects.bulk_create(rows, batch_size=BATCH)


def source_of(row: BuildFragment) -> tuple[Source, tuple[Picture, ...]]:
    recipe = row.recipe
    pictures = tuple(Picture(**values) for values in recipe["pictures"])
    return (
        Source(row.key, recipe["kind"], row.html, recipe["sheet"], recipe["is_tagged"]),
        pictures,
    )


def _stored(book: Book, ready: Plan, missing: frozenset[str]) -> dict[str, Any]:
    """The plan as it waits in the build's row for whoever links it."""
    volume = ready.volume
    return {
        "title": volume.title,
        "author": volume.author,
        "created": volume.created.isoformat(),
        "sheet": volume.sheet,
        "marker": control_marker(book),
        "pieces": [
            [piece.key, *piece.heads, *piece.labels, piece.is_front, fragment.idea_code]
            for piece, fragment in zip(volume.pieces, ready.fragments, strict=True)
        ],
        "lines": [
            [anchor, title, piece.key in missing]
            for piece, fragment in zip(volume.pieces, ready.fragments, strict=True)
            for anchor, title in fragment.lines
        ],
    }


def _input_hash(ready: Plan) -> str:
    """SHA-256 over all that is printed; a page's number follows from its place."""
    parts = (ready.volume.title, ready.volume.author, *(repr(each) for each in ready.volume.pieces))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def volume_from(build: Build) -> Volume:
    """What ``prepare`` wrote, with the contents attached."""
    stored = build.plan
    return Volume(
        title=stored["title"],
        author=stored["author"],
        created=date.fromisoformat(stored["created"]),
        pieces=tuple(
            Piece(key, (first, later), (label, later_label), is_front)
            for key, first, later, label, later_label, is_front, _code in stored["pieces"]
        ),
        sheet=stored["sheet"],
        styles=LABELS,
        lang=LANGUAGE,
        attachments=(attachment(_bytes(build.contents)),),
    )


def expected_of(build: Build, page_count: int) -> Expected:
    """What the linked file has to hold; words are looked for where something is new."""
    lines = build.plan["lines"]
    return Expected(
        page_count=page_count,
        lines=tuple(Line(anchor, title) for anchor, title, _fresh in lines),
        contents_anchor=CONTENTS_ANCHOR,
        marker=build.plan["marker"],
        families=families(),
        language=LANGUAGE,
        attachments=frozenset({DATA_NAME}),
        fresh=frozenset(anchor for anchor, _title, is_fresh in lines if is_fresh),
    )


def warnings_of(build: Build, remarks: Iterable[tuple[int, str]]) -> list[str]:
    """What was said of single pieces; that of an idea's own page bears its code."""
    codes = [piece[-1] for piece in build.plan["pieces"]]
    named = (f"{codes[place]}: {text}" for place, text in remarks if codes[place])
    return list(dict.fromkeys(named))


def contents_bytes(book: Book) -> bytes:
    """The contents as they are attached; equal for equal books."""
    return _bytes(as_json(book))


def _bytes(contents: dict[str, Any]) -> bytes:
    return json.dumps(contents, ensure_ascii=False, sort_keys=True).encode()
