from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField
from workshops.services.feedback import QUESTIONS, WORDS, Answers

TEXT_LIMIT = 1000


class FeedbackForm(forms.Form):
    """Three scales in words and one free line."""

    usefulness = forms.TypedChoiceField(coerce=int)
    clarity = forms.TypedChoiceField(coerce=int)
    heard = forms.TypedChoiceField(coerce=int)
    text = PlainTextField(
        label="Saran",
        help_text="Satu hal yang sebaiknya kami ubah, atau pertahankan.",
        max_length=TEXT_LIMIT,
        too_long="Saran paling banyak 1.000 karakter, sekarang {length}; ringkas dulu",
        lines=3,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            field = self.fields[name]
            field.label = question
            field.widget = forms.RadioSelect()
            field.choices = list(enumerate(WORDS[name], start=1))
            field.error_messages["required"] = "Pilih satu jawaban"
            field.error_messages["invalid_choice"] = "Pilih satu jawaban"

    @property
    def answers(self) -> Answers:
        """Of a valid form."""
        return Answers(**self.cleaned_data)
