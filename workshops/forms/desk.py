"""What the desk sends: one tap, a walk-in, a queue written without network, a correction."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from workshops.forms.hall import OneLineField, PersonForm
from workshops.models import Session

LARGEST_NUMBER = 2_147_483_647


class WalkInForm(PersonForm):
    """Somebody unannounced at the desk: three answers, twenty seconds.

    It shares its page with other forms, so its ids are its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_new-%s", **kwargs)


class NumberForm(forms.Form):
    """A button beside one participant."""

    number = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)


class MomentField(forms.CharField):
    """A moment as JavaScript writes it, ISO 8601 with a zone."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        if value in (None, ""):
            return None
        try:
            moment = parse_datetime(str(value)[:40])
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise forms.ValidationError("Jam pada catatan ini tidak terbaca")
        return moment

    def run_validators(self, value: Any) -> None:
        """Reading it was the check."""


class QueuedCheckInForm(NumberForm):
    at = MomentField(required=False)


class QueuedWalkInForm(PersonForm):
    at = MomentField(required=False)


class ReasonForm(forms.Form):
    """Why the list is corrected; everybody who audits it reads this."""

    reason = OneLineField(
        label="Alasan koreksi",
        max_length=200,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis alasannya dalam satu kalimat"},
    )


class LateForm(ReasonForm):
    """From when somebody was there, on the session's day."""

    time = forms.TimeField(
        label="Jam datang",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Tulis jam seperti 08.14"},
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )

    def moment(self, session: Session) -> datetime:
        """Of a valid form; without an answer the session's start."""
        time = self.cleaned_data["time"]
        if time is None:
            return session.starts_at
        start = timezone.localtime(session.starts_at)
        return start.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)


class LateWalkInForm(WalkInForm, LateForm):
    """Somebody who was there and is in no list yet."""
