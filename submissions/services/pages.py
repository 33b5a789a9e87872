"""The open form behind a save: its own echo is no conflict, and its older save never wins."""

import uuid
from dataclasses import dataclass
from typing import Protocol

PAGE_FIELDS = ["page_key", "page_since", "page_number"]


@dataclass(frozen=True)
class Page:
    """The open form a save comes from. ``number`` grows with its saves; without script it is None.

    A phone that changes mast sends a save twice, or never hears the answer. The page's key tells
    such an echo from somebody else's writing; the number tells the older of two from the newer.
    """

    key: uuid.UUID
    number: int | None = None


class Paged(Protocol):
    """What is written by open forms: an idea, or a section of minutes."""

    revision: int
    page_key: uuid.UUID | None
    page_since: int
    page_number: int


def is_own_echo(idea: Paged, page: Page | None, revision: int) -> bool:
    """Whether all that was saved after ``revision`` came from this page."""
    return page is not None and page.key == idea.page_key and revision >= idea.page_since


def is_overtaken(idea: Paged, page: Page | None) -> bool:
    """An older save that arrives after a newer one of the same page has nothing to add."""
    return (
        page is not None
        and page.key == idea.page_key
        and page.number is not None
        and page.number <= idea.page_number
    )


def note_page(idea: Paged, page: Page | None) -> None:
    """Remember who writes, before the revision is counted up. The caller saves ``PAGE_FIELDS``."""
    key = page.key if page else None
    if key is None or key != idea.page_key:
        idea.page_key, idea.page_since, idea.page_number = key, idea.revision, 0
    if page and page.number is not None:
        idea.page_number = page.number
