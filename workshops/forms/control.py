"""What a facilitator types or presses on the control page. ``key`` was made with the page."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField
from workshops.choices import KINDS_OF_FORUM, ForumKind, Phase
from workshops.models import POST_LIMIT, Forum, Participant, Post
from workshops.services.posts import author_typed

TITLE_LIMIT = 120
REASON_LIMIT = 200
TITLE_TOO_LONG = "Judul paling banyak {limit} karakter, sekarang {length}"


class KeyedForm(forms.Form):
    """A form that does its work once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())


class PhaseForm(KeyedForm):
    """A button of the clock, and the phase it was shown in."""

    act = forms.ChoiceField(
        choices=[
            (name, name)
            for name in (
                "open",
                "reopen",
                "extend",
                "pause",
                "resume",
                "posts-on",
                "posts-off",
                "results-on",
                "results-off",
            )
        ]
    )
    shown = forms.ChoiceField(choices=Phase.choices)


class CardActForm(KeyedForm):
    """A button beside a card: ``pin:<key of the card>``."""

    NAMES = ("pin", "unpin", "park", "unpark", "show", "split", "agree", "disagree")

    act = forms.CharField()

    def clean_act(self) -> tuple[str, uuid.UUID]:
        name, _, card = self.cleaned_data["act"].partition(":")
        try:
            found = uuid.UUID(card)
        except ValueError as error:
            raise forms.ValidationError("Tombol ini tidak dikenal. Muat ulang halaman.") from error
        if name not in self.NAMES:
            raise forms.ValidationError("Tombol ini tidak dikenal. Muat ulang halaman.")
        return name, found


class CardsForm(KeyedForm):
    """An act on chosen cards that asks for something first; the cards are named by ``kartu``."""

    def __init__(self, *args: Any, cards: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = list(cards)


class MergeForm(CardsForm):
    """Which card speaks for the group, and how the group is called."""

    lead = forms.ChoiceField(
        label="Judul kelompok",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu kartu sebagai judul kelompok"},
    )
    title = PlainTextField(
        label="Atau tulis judul sendiri",
        max_length=TITLE_LIMIT,
        too_long=TITLE_TOO_LONG,
        required=False,
        help_text="Isi dan penulis tiap kartu tetap tersimpan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [(str(card.key), card.heading) for card in self.cards]
        if self.cards:
            self.initial.setdefault("lead", str(self.cards[0].key))


class HideForm(CardsForm):
    reason = PlainTextField(
        label="Alasan",
        max_length=REASON_LIMIT,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        help_text="Penulisnya membaca alasan ini di ponselnya.",
        error_messages={"required": "Tulis alasannya dalam satu kalimat"},
    )


class MoveForm(CardsForm):
    to = forms.ModelChoiceField(
        label="Forum tujuan",
        queryset=Forum.objects.none(),
        empty_label="Pilih forum",
        to_field_name="code",
        error_messages={
            "required": "Pilih forum tujuan",
            "invalid_choice": "Forum ini tidak ada dalam sesi ini",
        },
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Forum.objects.filter(session=forum.session).exclude(pk=forum.pk)
        others = others.select_related("dimension").order_by("dimension__position")
        field = self.fields["to"]
        field.queryset = others
        field.label_from_instance = lambda other: f"{other} ({other.get_phase_display()})"


class TitleForm(CardsForm):
    title = PlainTextField(
        label="Judul",
        max_length=TITLE_LIMIT,
        too_long=TITLE_TOO_LONG,
        required=False,
        help_text="Kosongkan untuk memakai lagi isi kartunya.",
    )


class NoteForm(KeyedForm):
    """A card typed for someone without a phone, from their printed card or by their number."""

    who = forms.CharField(
        label="Nomor peserta atau kode kartu",
        max_length=20,
        error_messages={"required": "Tulis nomor peserta atau kode pada kartunya"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(
        label="Jenis kartu", error_messages={"required": "Pilih jenis kartu"}
    )  # fmt: skip
    text = PlainTextField(
        label="Isi kartu",
        max_length=POST_LIMIT,
        too_long="Kartu paling banyak {limit} huruf, sekarang {length}; ringkas dulu",
        lines=2,
        error_messages={"required": "Tulis isi kartu lebih dulu"},
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note-%s", **kwargs)
        self.forum = forum
        kinds = KINDS_OF_FORUM[ForumKind(forum.kind)]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].required = False
            self.fields["kind"].widget = forms.HiddenInput()
            self.initial.setdefault("kind", kinds[0].value)

    def clean_who(self) -> Participant:
        found = author_typed(self.forum.session, self.cleaned_data["who"])
        if found is None:
            raise forms.ValidationError(
                "Nomor atau kode ini tidak ada dalam daftar peserta. Periksa kartunya."
            )
        return found
