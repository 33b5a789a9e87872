"""A person with a phone, for the journeys about drafts."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

from accounts.choices import OrganisationKind
from tests.factories import DimensionFactory, OrganisationFactory, ProgrammeFactory, UserFactory

PASSWORD = "kata-sandi-panjang-1"


def writer():
    """A trader with a password, so with the short form."""
    ProgrammeFactory()
    DimensionFactory()
    user = UserFactory(organisation=OrganisationFactory(kind=OrganisationKind.UMKM))
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def phone(browser, url, user, **options):
    """A context that is signed in; its pages share the device's storage."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, **options)
    context.set_default_timeout(15_000)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    return context


def mark(page):
    return page.locator("[data-save-mark]")


def kill(page):
    """End the tab as a phone short of memory does: no handler of the page runs."""
    with pytest.raises(Error):
        page.goto("chrome://crash")
    # The browser is done with the dead tab before the next one is opened.
    page.close()


def unsent(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draf:'))")
