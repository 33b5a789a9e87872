"""The terms of a version, stored when it is frozen."""

from submissions.models import IdeaVersion, VersionTerm
from submissions.similar.words import terms_of

# BM25: how fast repeating a word stops counting, how much a long text is held back, and the
# length (sum of term counts) that is neither long nor short. Measured with ./run bench similar.
_SATURATION = 1.2
_LENGTH_SHARE = 0.5
_USUAL_LENGTH = 35.0
# A text of many pages is compared by its first part; the queries stay small.
LONGEST_TEXT = 4_000


def index_version(version: IdeaVersion) -> None:
    """Make a version findable by its likeness; called once, in the transaction that freezes it."""
    VersionTerm.objects.bulk_create(terms_of_version(version))


def terms_of_version(version: IdeaVersion) -> list[VersionTerm]:
    """The rows of one version, not yet stored."""
    weights = weigh(version.title, version.problem, version.solution)
    return [VersionTerm(version=version, term=term, weight=weights[term]) for term in weights]


def weigh(title: str, *texts: str) -> dict[str, float]:
    """Each term of a text with its half of the score: how often it stands there, held back."""
    terms = terms_of(title, *(text[:LONGEST_TEXT] for text in texts))
    share = 1 - _LENGTH_SHARE + _LENGTH_SHARE * terms.total() / _USUAL_LENGTH
    return {
        term: count * (_SATURATION + 1) / (count + _SATURATION * share)
        for term, count in sorted(terms.items())
    }
