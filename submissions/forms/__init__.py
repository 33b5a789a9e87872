from submissions.forms.base import TextForm
from submissions.forms.idea import IdeaForm
from submissions.forms.review import DecisionForm, MoveForm, RevisionForm
from submissions.forms.steps import STEPS, ConsentForm, StepForm

__all__ = [
    "STEPS",
    "ConsentForm",
    "DecisionForm",
    "IdeaForm",
    "MoveForm",
    "RevisionForm",
    "StepForm",
    "TextForm",
]
