"""How the idea forms stand on the page: the four steps, and the panels of the full form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout

BUDGET_ROWS = '{% include "submissions/_budget_rows.html" with budgets=form.budgets %}'
INDICATOR_ROWS = '{% include "submissions/_indicator_rows.html" with indicators=form.indicators %}'
FILES = '{% include "submissions/_attachment_editor.html" %}'
_COST = (
    Div("estimate", "estimate_upper", css_class="layout layout--2"),
    "estimate_source",
    "horizon",
)
_PLACE = (Field("districts", wrapper_class="field--columns"), "covers_region", "village")


def note(field: str) -> HTML:
    """A reviewer's note, if there is one, beside the part it is about."""
    return HTML(f'{{% include "submissions/_note.html" with note=notes.{field} %}}')


def step_helper(number: int) -> FormHelper:
    """One of the four steps; district and photo stand with the problem."""
    parts: dict[int, tuple] = {
        1: (note("title"), "title", "dimension"),
        2: (note("problem"), "problem", *_PLACE, HTML(FILES)),
        3: (note("solution"), "solution", note("beneficiaries"), "beneficiaries"),
        4: (note("budget"), *_COST),
    }
    return _helper(Layout("key", "revision", *parts[number]))


def full_helper() -> FormHelper:
    """Panels in the order people think about an idea; the consent line stands with the buttons."""
    return _helper(
        Layout(
            "key",
            "revision",
            *_idea_panels(),
            *_carrying_out_panels(),
            _panel("indicator", "Ukuran keberhasilan", note("indicator"), HTML(INDICATOR_ROWS)),
            _programme_panel(),
            _panel(
                "outlook",
                "Hasil cepat, risiko, dan keberlanjutan",
                "is_quick_win",
                "quick_win_reason",
                "risk",
                "sustainability",
                "prerequisites",
            ),
            _panel("files", "Lampiran", HTML(FILES)),
        )
    )


def paper_helper() -> FormHelper:
    """As the printed form has it: who signed, then the four parts."""
    return _helper(
        Layout(
            "key",
            "revision",
            _panel(
                "proposer",
                "Pengusul",
                Div("proposer_name", "received_on", css_class="layout layout--2"),
                "organisation",
            ),
            _panel("title", "Gagasan", "title", "dimension"),
            _panel("problem", "Masalah", "problem", *_PLACE),
            _panel("solution", "Solusi", "solution", "beneficiaries"),
            _panel("cost", "Biaya", *_COST),
            _panel("signed", "Persetujuan", "is_signed"),
        )
    )


def _idea_panels() -> tuple[Fieldset, ...]:
    """What, why and for whom."""
    return (
        _panel(
            "title",
            "Gagasan",
            note("title"),
            "title",
            "dimension",
            Div("subdimension", "innovation_kind", css_class="layout layout--2"),
        ),
        _panel("problem", "Masalah", note("problem"), "problem", "evidence", "evidence_source"),
        _panel("solution", "Solusi", note("solution"), "solution"),
        _panel("place", "Untuk siapa dan di mana", note("beneficiaries"), "beneficiaries", *_PLACE),
    )


def _carrying_out_panels() -> tuple[Fieldset, ...]:
    """By whom, when, and at what cost."""
    return (
        _panel(
            "agency",
            "Pelaksana",
            "owner_agency",
            Field("supporting_agencies", wrapper_class="field--columns field--scroll"),
            "partners",
        ),
        _panel(
            "cost",
            "Waktu dan biaya",
            note("budget"),
            Div("start_year", "end_year", css_class="layout layout--2"),
            *_COST,
            HTML(BUDGET_ROWS),
        ),
    )


def _programme_panel() -> Fieldset:
    pairs = [
        Div(f"{level}_name", f"{level}_code", css_class="layout layout--2")
        for level in ("programme", "activity", "subactivity")
    ]
    return _panel("programme", "Program dan kegiatan", "priority_programme", *pairs)


def _panel(anchor: str, legend: str, *parts: object) -> Fieldset:
    return Fieldset(legend, *parts, css_class="panel stack", css_id=f"bagian-{anchor}")


def _helper(layout: Layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = layout
    return helper
