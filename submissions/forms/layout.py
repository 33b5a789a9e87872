"""How the idea form stands on the page."""

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout


def idea_helper(target_names: Iterable[str]) -> FormHelper:
    """Five panels, in the order people think about an idea."""
    helper = FormHelper()
    helper.form_tag = helper.disable_csrf = False
    helper.disable_csrf = True
    helper.layout = Layout(
        "key",
        "revision",
        Fieldset("Gagasan", "title", "dimension", "subdimension", css_class="panel stack"),
        Fieldset("Masalah dan solusi", "problem", "solution", css_class="panel stack"),
        Fieldset(
            "Untuk siapa dan di mana",
            "beneficiaries",
            "covers_region",
            "districts",
            "owner_agency",
            css_class="panel stack",
        ),
        Fieldset(
            "Waktu dan biaya",
            Div("start_year", "end_year", css_class="layout layout--2"),
            HTML('{% include "submissions/_budget_rows.html" with budgets=form.budgets %}'),
            css_class="panel stack",
        ),
        Fieldset(
            "Ukuran keberhasilan",
            "indicator_name",
            Div("indicator_unit", "indicator_direction", css_class="layout layout--2"),
            "baseline_kind",
            Div("baseline_value", "baseline_year", css_class="layout layout--2"),
            "baseline_source",
            "baseline_plan",
            Div(*(Field(name) for name in target_names), css_class="year-grid"),
            css_class="panel stack",
        ),
    )
    return helper
