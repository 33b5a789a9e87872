from submissions.models.ideas import CodeCounter, Idea, IdeaVersion
from submissions.models.plans import Indicator, Target, YearBudget
from submissions.models.reviews import Decision, FieldNote

__all__ = [
    "CodeCounter",
    "Decision",
    "FieldNote",
    "Idea",
    "IdeaVersion",
    "Indicator",
    "Target",
    "YearBudget",
]
