"""What resembles a text, among the ideas its reader may see. Advice only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from submissions.models import Idea, IdeaVersion
from submissions.querysets import Reader
from submissions.similar.index import LONGEST_TEXT
from submissions.similar.words import terms_of

# The share of a perfect match below which two texts have nothing in common: of the 166 true twins
# found in tests/data/similar_ideas.json the weakest two in a hundred lie at 0.13.
_LEAST = 0.12
# Rare words decide: BM25's inverse document frequency, made steeper.
_STEEPNESS = 1.5
# Counted besides the stored ideas: without them every word would be common among the first ten.
_UNRELATED = 50
# A term of so many versions says little and costs most: it is neither counted on nor asked for.
_COMMON = 400

_COUNTS = """
SELECT asked.term, (
    SELECT count(*) FROM (
        SELECT FROM submissions_versionterm found
        WHERE found.term = asked.term COLLATE "C" LIMIT %s
    ) AS few
)
FROM unnest(%s::text[]) AS asked (term)
"""
# Only the version everyone reads is compared.
_SQL = """
SELECT idea.id, sum(asked.weight * found.weight) AS score
FROM unnest(%s::text[], %s::float8[]) AS asked (term, weight)
JOIN submissions_versionterm found ON found.term = asked.term COLLATE "C"
JOIN submissions_idea idea
  ON found.version_id = COALESCE(idea.approved_version_id, idea.current_version_id)
WHERE idea.id IN ({visible})
GROUP BY idea.id
ORDER BY score DESC, idea.id
LIMIT %s
"""


class TextLike(Protocol):
    """What a text is compared by: a version, or the plain values of a form."""

    @property
    def title(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def solution(self) -> str: ...


@dataclass(frozen=True)
class Similar:
    """An idea and how much of the asked text it shares, from 0 to about 1."""

    idea: Idea
    score: float


def similar_ideas(
    *,
    text: TextLike | IdeaVersion | str,
    reader: Reader,
    exclude: Idea | None = None,
    limit: int = 5,
) -> list[Similar]:
    """The most similar ideas, best first, in four queries; none where nothing is alike.

    ``text`` may be a title alone. Stubs, drafts, and what the reader may not see are never among
    the answers.
    """
    parts = (text,) if isinstance(text, str) else (text.title, text.problem, text.solution)
    terms = terms_of(*(part[:LONGEST_TEXT] for part in parts))
    asked, perfect = _weigh_by_rarity(terms)
    if not asked:
        return []
    visible = Idea.objects.visible_to(reader).listed().order_by().values("pk")
    if exclude is not None:
        visible = visible.exclude(pk=exclude.pk)
    sql, parameters = visible.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL.format(visible=sql), [list(asked), list(asked.values()), *parameters, limit]
        )
        scores = {pk: score / perfect for pk, score in cursor.fetchall()}
    scores = {pk: score for pk, score in scores.items() if score >= _LEAST}
    ideas = Idea.objects.for_list().in_bulk(scores)
    return [Similar(ideas[pk], score) for pk, score in scores.items()]


def _weigh_by_rarity(terms: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """The terms worth asking for, weighed by rarity, and the score of a perfect match."""
    if not terms:
        return {}, 0.0
    total = _UNRELATED + Idea.objects.filter(current_version__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [_COMMON + 1, list(terms)])
        known = dict(cursor.fetchall())
    weighed = {}
    for term, count in terms.items():
        # Superseded versions are counted too, so there may be more of them than ideas.
        among = min(known[term], total)
        rarity = math.log(1 + (total - among + 0.5) / (among + 0.5))
        weighed[term] = count * rarity**_STEEPNESS
    asked = {term: weighed[term] for term in terms if 0 < known[term] <= _COMMON}
    return asked, sum(weighed.values())
