"""Two versions of an idea side by side: which fields changed, and which words of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

from submissions.choices import DecisionKind, IdeaField
from submissions.models import Idea, IdeaVersion
from submissions.version_fields import Field, fields_of, with_all_fields

# A longer text is compared and shown up to here; the page says so.
LONGEST_TEXT = 20_000
# The comparison of two texts that share nothing is given up after so long: it stays correct and
# marks more than it must.
_SECONDS = 0.25
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_KINDS = {-1: "del", 0: "same", 1: "ins"}
# Words are numbered by signs for the comparison; those between the two planes are not signs.
_FIRST_SIGN, _SURROGATES, _AFTER_SURROGATES = 0x100, 0xD800, 0xE000


@dataclass(frozen=True)
class Piece:
    """Some words of a field: ``same``, taken out (``del``) or new (``ins``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field of two versions. ``part`` is the place of a reviewer's note, "" for none."""

    key: str
    label: str
    part: str
    pieces: tuple[Piece, ...]
    is_cut: bool = False

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Answer:
    """A part of the idea: what the revision request asked there, and what changed since."""

    label: str
    note: str
    changes: tuple[Change, ...]


def answers_to_request(idea: Idea, version: IdeaVersion | None) -> list[Answer]:
    """Since the last revision request, part by part: the note beside the changes it led to.

    Parts with a note stand there even when nothing changed. Empty while there is no request, or no
    version after the one it was about.
    """
    decision = idea.decision
    if version is None or decision is None or decision.kind != DecisionKind.REVISION:
        return []
    if version.pk == decision.version_id:
        return []
    rows = with_all_fields(idea.versions.filter(pk__in=[decision.version_id, version.pk]))
    found = {row.pk: row for row in rows}
    changes = changed_fields(found[decision.version_id], found[version.pk])
    notes = {note.field: note.text for note in decision.notes.all()}
    parts = [(part.value, part.label) for part in IdeaField] + [("", "Bagian lain")]
    answers = [
        Answer(label, notes.get(part, ""), tuple(row for row in changes if row.part == part))
        for part, label in parts
    ]
    return [answer for answer in answers if answer.note or answer.changes]


def compare_fields(old: IdeaVersion, new: IdeaVersion) -> list[Change]:
    """Every field that has text in either version, in the order of the form."""
    pairs = zip(fields_of(old), fields_of(new), strict=True)
    return [_change(before, after) for before, after in pairs if before.text or after.text]


def changed_fields(old: IdeaVersion, new: IdeaVersion) -> list[Change]:
    """The fields whose text differs, with the words that do."""
    return [change for change in compare_fields(old, new) if change.is_changed]


def _change(before: Field, after: Field) -> Change:
    old, new = before.text[:LONGEST_TEXT], after.text[:LONGEST_TEXT]
    if before.is_list:
        pieces = _pieces(old.splitlines(keepends=True), new.splitlines(keepends=True))
    else:
        pieces = _pieces(_WORD.findall(old), _WORD.findall(new))
    is_cut = max(len(before.text), len(after.text)) > LONGEST_TEXT
    if is_cut and before.text != after.text and all(piece.kind == "same" for piece in pieces):
        # The difference lies behind the cut; the field must not look unchanged.
        pieces = (*pieces, Piece("ins", "…"))
    return Change(after.key, after.label, after.part, pieces, is_cut)


def _pieces(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    """Compared word by word: each different word stands as one sign for ``diff_match_patch``."""
    signs = dict(zip(dict.fromkeys([*old, *new]), _signs(), strict=False))
    words = {sign: word for word, sign in signs.items()}
    tool = diff_match_patch()
    tool.Diff_Timeout = _SECONDS
    found = tool.diff_main(_spelt(old, signs), _spelt(new, signs), False)
    # Few shared words between changed ones are no help to a reader: they join the change.
    tool.diff_cleanupSemantic(found)
    return tuple(Piece(_KINDS[kind], "".join(words[sign] for sign in text)) for kind, text in found)


def _spelt(words: Iterable[str], signs: dict[str, str]) -> str:
    return "".join(signs[word] for word in words)


def _signs() -> Iterator[str]:
    for code in range(_FIRST_SIGN, 0x110000):
        if not _SURROGATES <= code < _AFTER_SURROGATES:
            yield chr(code)
