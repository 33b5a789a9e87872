from typing import Any

from django import forms

from submissions.permissions import may_review
from tobasmart.notifications.choices import Pace
from tobasmart.notifications.kinds import KINDS
from tobasmart.notifications.models import Preference

# Nobody else is ever told of these.
_OF_THE_DESK = {"review", "assignment", "report"}


class PacesForm(forms.Form):
    """One choice for each kind of notice the person can get."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = dict(Preference.objects.filter(person=person).values_list("kind", "pace"))
        for kind in KINDS.values():
            if kind.code in _OF_THE_DESK and not may_review(person):
                continue
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.label,
                choices=Pace.choices,
                initial=own.get(kind.code, kind.pace),
                error_messages={
                    "required": f"Pilih seberapa sering: {kind.label}",
                    "invalid_choice": f"Pilih salah satu yang ada: {kind.label}",
                },
            )

    def clean(self) -> dict[str, Pace]:
        return {kind: Pace(pace) for kind, pace in (super().clean() or {}).items()}
