"""The only code that changes ``Idea.status`` and freezes versions.

Each move: row locked, move checked, saved, one audit entry, notices, all in one transaction.
Chart: docs/workflow.md.
"""

from submissions.transitions.deciding import (
    UNDO_SECONDS,
    approve_idea,
    ask_revision,
    defer_idea,
    reject_idea,
    reopen_idea,
    take_up_idea,
    undo_decision,
)
from submissions.transitions.handing_in import submit_idea, withdraw_idea
from submissions.transitions.merging import merge_idea, unmerge_idea
from submissions.transitions.table import (
    ALLOWED,
    IncompleteError,
    NotAllowedError,
    TransitionError,
    locked,
)

__all__ = [
    "ALLOWED",
    "UNDO_SECONDS",
    "IncompleteError",
    "NotAllowedError",
    "TransitionError",
    "approve_idea",
    "ask_revision",
    "defer_idea",
    "locked",
    "merge_idea",
    "reject_idea",
    "reopen_idea",
    "submit_idea",
    "take_up_idea",
    "undo_decision",
    "unmerge_idea",
    "withdraw_idea",
]
