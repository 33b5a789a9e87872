import os

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.factories import UserFactory


def pytest_collection_modifyitems(items):
    """A browser test that touches the database needs real commits: its server is another thread."""
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped browser test is a failure: a missing browser must not look like success."""
    report = yield
    if report.skipped and "browser" in item.keywords and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = "a browser test was skipped in CI"
    return report


@pytest.fixture(scope="session", autouse=True)
def assets():
    """The bundle and the web font, made from packages as ``prepare`` does."""
    call_command("build_assets", verbosity=0)


@pytest.fixture
def client_of():
    """A signed-in client for a person."""

    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def reviewer(db):
    return UserFactory(roles=["reviewer"])


@pytest.fixture
def admin(db):
    return UserFactory(roles=["admin"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """End sessions that servers and workers left open, so the database can be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
