"""What is wrong in a form or formset, as (id of the field, sentence) for the error summary."""

from django.forms import BaseForm, BaseFormSet, BoundField

Entry = tuple[str, str]
# Read by bootstrap5/errors.html.
SUMMARY_MARK = "has_summary"


def field_target(field: BoundField) -> str:
    """The id a link in the summary jumps to; a group of boxes is reached through its first one."""
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"


def form_errors(form: BaseForm) -> list[Entry]:
    """Every sentence once, in the order of the fields; those of the whole form first.

    Marks the form, so that its own template does not say a second time what is wrong as a whole.
    """
    setattr(form, SUMMARY_MARK, True)
    entries = [("", str(text)) for text in form.non_field_errors()]
    for field in form:
        entries += [(field_target(field), str(text)) for text in field.errors]
    return list(dict.fromkeys(entries))


def formset_errors(formset: BaseFormSet) -> list[Entry]:
    """The same over all rows of a formset."""
    entries = [("", str(text)) for text in formset.non_form_errors()]
    for form in formset.forms:
        entries += form_errors(form)
    return list(dict.fromkeys(entries))
