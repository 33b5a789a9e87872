"""Which ideas resemble each other: word lists, the index, the search (docs/decisions)."""

from submissions.similar.index import index_version, terms_of_version, weigh
from submissions.similar.search import Similar, similar_ideas

__all__ = ["Similar", "index_version", "similar_ideas", "terms_of_version", "weigh"]
