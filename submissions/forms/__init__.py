from submissions.forms.idea import IdeaForm
from submissions.forms.review import DecisionForm, MoveForm, RevisionForm

__all__ = ["DecisionForm", "IdeaForm", "MoveForm", "RevisionForm"]
