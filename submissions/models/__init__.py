from submissions.models.files import Attachment, VersionAttachment
from submissions.models.ideas import CodeCounter, Idea
from submissions.models.plans import (
    IdeaDistrict,
    Indicator,
    SupportingAgency,
    Target,
    YearBudget,
)
from submissions.models.reviews import (
    Decision,
    DecisionUndo,
    FieldNote,
    HeldDecision,
    Merge,
)
from submissions.models.scores import (
    Assignment,
    Criterion,
    DeclaredConflict,
    PendingNote,
    Review,
    Score,
)
from submissions.models.similarity import VersionTerm
from submissions.models.talk import Comment, CommentReport, Follow, Support
from submissions.models.versions import IdeaVersion

__all__ = [
    "Assignment",
    "Attachment",
    "CodeCounter",
    "Comment",
    "CommentReport",
    "Criterion",
    "Decision",
    "DecisionUndo",
    "DeclaredConflict",
    "FieldNote",
    "Follow",
    "HeldDecision",
    "Idea",
    "IdeaDistrict",
    "IdeaVersion",
    "Indicator",
    "Merge",
    "PendingNote",
    "Review",
    "Score",
    "Support",
    "SupportingAgency",
    "Target",
    "VersionAttachment",
    "VersionTerm",
    "YearBudget",
]
