"""The short path: four steps on a phone, then the check page with its consent line."""

import uuid
from typing import Any

from django import forms

from submissions.consent import CONSENT_MISSING, CONSENT_TEXT
from submissions.forms.base import TextForm
from submissions.forms.layout import step_helper
from submissions.forms.parts import CostPart, ProblemPart, SolutionPart, TitlePart

STEP_NAMES = ("Gagasan", "Masalah", "Solusi", "Biaya")
LAST_STEP = len(STEP_NAMES)


class StepForm(TextForm):
    number = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = step_helper(self.number)


class TitleStep(StepForm, TitlePart):
    number = 1


class ProblemStep(StepForm, ProblemPart):
    number = 2


class SolutionStep(StepForm, SolutionPart):
    number = 3


class CostStep(StepForm, CostPart):
    number = 4


STEPS: dict[int, type[StepForm]] = {
    form.number: form for form in (TitleStep, ProblemStep, SolutionStep, CostStep)
}


class ConsentForm(forms.Form):
    """The end of the check page. The key names one press of "Kirim gagasan"."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    consent = forms.BooleanField(label=CONSENT_TEXT, error_messages={"required": CONSENT_MISSING})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)
