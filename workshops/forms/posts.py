"""What is typed on a phone in a forum: its code, a card, a ballot."""

import re
import uuid
from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField, visible_text
from workshops.choices import KINDS_OF_FORUM, ForumKind, PostKind
from workshops.models import POST_LIMIT, Forum

# JavaScript counts exactly up to here.
_LAST_NUMBER = 2**53 - 1
_DOTS = re.compile(r"([0-9a-f-]{36}):(\d{1,3})")


class CodeForm(forms.Form):
    """The code on the wall: EK47, typed in any case, with spaces or not."""

    code = forms.CharField(
        label="Kode forum",
        error_messages={"required": "Tulis kode forum yang tampil di layar"},
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = visible_text(self.cleaned_data["code"]).upper()
        code = re.sub(r"[\s.-]", "", code)[:20]
        self.forum = Forum.objects.filter(code=code).first()
        if self.forum is None:
            raise forms.ValidationError("Kode ini tidak ditemukan. Lihat kode di layar forum.")
        return code


class PostForm(forms.Form):
    """A card: the words, in a SWOT forum also what they are. ``key`` was made with the form."""

    kind = forms.ChoiceField(
        label="Jenis kartu",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih jenis kartu"},
    )
    text = PlainTextField(
        label="Tulis gagasan",
        max_length=POST_LIMIT,
        too_long="Kartu paling banyak {limit} huruf, sekarang {length}; ringkas dulu",
        lines=4,
        error_messages={"required": "Tulis isi kartu lebih dulu"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = KINDS_OF_FORUM[ForumKind(forum.kind)]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            del self.fields["kind"]
        else:
            self.fields["text"].label = "Tulis isi kartu"
        self.initial.setdefault("key", uuid.uuid4())

    @property
    def kind_value(self) -> str:
        return self.cleaned_data.get("kind") or PostKind.IDEA


class BallotForm(forms.Form):
    """Dots as ``key:dots``: many ``dots`` are a whole ballot, one ``set`` is about one card."""

    number = forms.IntegerField(required=False, min_value=1, max_value=_LAST_NUMBER)
    set = forms.CharField(required=False)

    @property
    def is_whole(self) -> bool:
        return not self.cleaned_data["set"]

    def clean(self) -> None:
        given = self.cleaned_data.get("set")
        lines = [given] if given else self.data.getlist("dots")[:500]
        found = [_DOTS.fullmatch(line) for line in lines]
        try:
            self.dots = {uuid.UUID(match[1]): int(match[2]) for match in found if match}
        except ValueError:
            self.dots = {}
        if len(self.dots) != len(lines):
            raise forms.ValidationError("unreadable")
