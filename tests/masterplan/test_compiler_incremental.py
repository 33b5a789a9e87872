"""An edit renders little, and the file is the one a clean compile makes, byte for byte."""

import random
from dataclasses import replace

import pytest

from masterplan.book.fragments import plan
from masterplan.book.shapes import DecidedProposal, OutlineEntry
from tests.masterplan.books import book, idea
from tests.masterplan.compiled import compiled, planned, store_in

SMALL = (
    OutlineEntry("b2", "book", "Buku 2: Masterplan", "", ""),
    OutlineEntry("b2.3.g", "section", "Lembar {dimensi}", "idea_sheets", "dimension"),
    OutlineEntry("b2.5.1", "section", "Peta Jalan", "roadmap", ""),
    OutlineEntry("l.4", "annex", "Rekap Usulan", "decided", ""),
)
STEPS, COMPARED = 200, 20


def test_edit_renders_little_and_gives_the_clean_file(tmp_path):
    before = book(*[idea(number) for number in range(1, 41)])
    sheets = [*before.ideas]
    sheets[7] = replace(sheets[7], title="Judul baru", problem="Masalah lain.")
    after = book(*sheets)
    store = store_in(tmp_path / "warm")
    first, _ = compiled(before, store)

    edited, rendered = compiled(after, store)
    clean, whole = compiled(after, store_in(tmp_path / "clean"))
    again, none = compiled(before, store)

    assert edited == clean != first
    assert again == first
    assert none == 0
    # Its page, and its lines in contents, programme, targets, costs, road map and annex.
    assert rendered <= 7 < whole / 5


def test_new_day_renders_no_idea(tmp_path):
    from datetime import date

    ready = planned(book())
    later = planned(book(compiled_on=date(2026, 11, 25)))
    changed = set(later.keys) - set(ready.keys)

    kinds = {f.kind for f, piece in zip(later.fragments, later.volume.pieces, strict=True)
             if piece.key in changed}  # fmt: skip
    assert kinds == {"cover", "imprint", "summary"}


def test_renumbered_chapter_renders_no_idea():
    moved = (OutlineEntry("b2.0", "chapter", "Bab baru", "sectors", ""),)
    one, two = book(), book()
    outline = (*two.outline[:5], *moved, *two.outline[5:])
    two = replace(two, outline=outline)
    ideas = [[f.digest for f in plan(each) if f.kind == "idea"][1:] for each in (one, two)]

    assert ideas[0] == ideas[1]


def test_inserted_row_moves_few_pieces():
    """Pieces of a long table end at the same rows again soon after a row was added."""
    sheets = [idea(number) for number in range(2, 302)]
    short, long = book(*sheets), book(idea(1), *sheets)
    roadmap = [[f.digest for f in plan(each) if f.kind == "roadmap"] for each in (short, long)]

    shared = set(roadmap[0]) & set(roadmap[1])
    assert len(roadmap[0]) > 8
    assert len(shared) >= len(roadmap[0]) / 3


def test_random_edits_give_the_clean_file_every_time(tmp_path):
    chance = random.Random(7)
    sheets, decided = [idea(number) for number in range(1, 5)], []
    store, next_number = store_in(tmp_path / "warm"), 5
    files = {}
    for step in range(1, STEPS + 1):
        next_number = change(chance, sheets, decided, next_number)
        if step % COMPARED == 0:
            now = book(*sheets, decided=tuple(decided), outline=SMALL, stages=(), sectors=())
            warm, _ = compiled(now, store)
            clean, _ = compiled(now, store_in(tmp_path / f"clean{step}"))
            assert warm == clean, step
            files[step] = warm
    assert len(set(files.values())) > STEPS / COMPARED / 2


def change(chance, sheets, decided, next_number):
    """Edit, add, withdraw, merge or reorder, all of them small."""
    place = chance.randrange(len(sheets))
    act = chance.choice(("edit", "edit", "add", "withdraw", "merge", "swap"))
    if act == "add" and len(sheets) < 7:
        sheets.insert(place, idea(next_number))
        return next_number + 1
    if act in ("withdraw", "merge") and len(sheets) > 2:
        gone = sheets.pop(place)
        into = sheets[0].code if act == "merge" else ""
        status = "Digabung" if into else "Ditarik"
        decided[:] = [*decided, DecidedProposal(
            gone.code, gone.title, gone.proposer, "Lingkungan", status, "Alasan.", into, False,
        )][-4:]  # fmt: skip
    elif act == "swap":
        other = chance.randrange(len(sheets))
        sheets[place], sheets[other] = sheets[other], sheets[place]
    else:
        old = sheets[place]
        sheets[place] = replace(
            old, title=f"Judul {chance.randrange(9)}", version=old.version % 9 + 1,
            problem="Masalah lain. " * chance.randrange(1, 40),
        )  # fmt: skip
    return next_number


@pytest.mark.parametrize("count", [1, 13])
def test_two_clean_compiles_are_equal(tmp_path, count):
    sheets = [idea(number) for number in range(1, count + 1)]

    one, two = (compiled(book(*sheets), store_in(tmp_path / name))[0] for name in "ab")

    assert one == two
