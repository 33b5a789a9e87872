"""Changes to organisations by an admin."""

from django import forms
from django.db import transaction

from accounts.models import Organisation, User
from tobasmart.audit.services import changes_of, record


@transaction.atomic
def change_organisation(form: forms.ModelForm, *, actor: User) -> Organisation:
    """Save a valid form, with old and new values in the audit entry; unchanged leaves none."""
    changes = changes_of(form)
    organisation: Organisation = form.save()
    if changes:
        record(actor=actor, action="organisation.changed", target=organisation, changes=changes)
    return organisation
