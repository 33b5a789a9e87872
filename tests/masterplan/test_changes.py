"""The list of changes between two editions."""

from dataclasses import replace

from masterplan.book.changes import FieldChange, GoneIdea, changes_between
from masterplan.book.shapes import BudgetLine, DecidedProposal
from tests.masterplan.books import book, idea


def test_a_first_edition_has_no_changes():
    assert changes_between(None, book(idea(1))).count == 0


def test_equal_books_have_no_changes_but_say_since_when():
    found = changes_between(book(idea(1)), book(idea(1)))

    assert (found.count, found.since) == (0, book().edition)


def test_new_changed_and_gone_ideas_are_told_apart():
    first, second, third = idea(1), idea(2), idea(3)
    money = (BudgetLine(2022, "APBD Kabupaten", 85_000_000),)
    edited = replace(second, version=2, title="Judul baru", budget=money)

    found = changes_between(book(first, second), book(edited, third))

    assert [row.code for row in found.new] == [third.code]
    assert [row.code for row in found.gone] == [first.code]
    (changed,) = found.changed
    assert (changed.version_before, changed.version) == (second.version, 2)
    assert changed.fields[0] == FieldChange("Judul", second.title, "Judul baru")
    assert changed.fields[-1].after == "2022 APBD Kabupaten Rp85.000.000"


def test_a_gone_idea_says_why():
    first = idea(1)
    fate = DecidedProposal(
        code=first.code, title=first.title, proposer="A", dimension="Lingkungan",
        status="Digabung", reason="Sama.", merged_into="ENV-009", is_sample=False,
    )  # fmt: skip

    other = idea(5)
    plain = changes_between(book(first), book(other))
    told = changes_between(book(first), book(other, decided=(fate,)))

    assert plain.gone == (GoneIdea(first.code, first.title, "Tidak lagi disetujui."),)
    assert told.gone[0].reason == "Digabung ke ENV-009. Sama."


def test_a_long_text_is_cut_at_a_word():
    first = idea(1)
    found = changes_between(book(first), book(replace(first, problem="kata " * 100)))

    (change,) = found.changed[0].fields
    assert change.after.endswith("kata …")
    assert len(change.after) <= 162
