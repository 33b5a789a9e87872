"""Writes of ideas that change no status, one module for each subject."""

from submissions.services.copies import copy_idea
from submissions.services.drafts import (
    EditConflictError,
    autosave,
    create_draft,
    delete_draft,
    hand_in,
    hide_idea,
    move_idea,
    save_draft,
    share_draft,
)
from submissions.services.pages import Page
from submissions.services.paper import hand_in_from_paper
from submissions.services.writers import (
    TooManyTries,
    add_co_author,
    invite_co_author,
    name_completing_agency,
)

__all__ = [
    "EditConflictError",
    "Page",
    "TooManyTries",
    "add_co_author",
    "autosave",
    "copy_idea",
    "create_draft",
    "delete_draft",
    "hand_in",
    "hand_in_from_paper",
    "hide_idea",
    "invite_co_author",
    "move_idea",
    "name_completing_agency",
    "save_draft",
    "share_draft",
]
