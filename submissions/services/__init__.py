"""Writes of ideas that change no status, one module for each subject."""

from submissions.services.drafts import (
    EditConflictError,
    add_co_author,
    create_draft,
    delete_draft,
    hand_in,
    hide_idea,
    move_idea,
    save_draft,
    share_draft,
)

__all__ = [
    "EditConflictError",
    "add_co_author",
    "create_draft",
    "delete_draft",
    "hand_in",
    "hide_idea",
    "move_idea",
    "save_draft",
    "share_draft",
]
