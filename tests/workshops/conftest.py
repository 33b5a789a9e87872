import pytest

from tests.workshops.live_client import Phones
from tests.workshops.web_processes import WebProcesses


@pytest.fixture(scope="session")
def live_web(django_db_setup, django_db_blocker):
    """Two web processes on the test's database, for all tests of live forums."""
    with django_db_blocker.unblock():
        processes = WebProcesses()
    processes.start(2)
    yield processes
    processes.stop()


@pytest.fixture
def phones(live_web):
    """Phones that listen and ask; their lines are closed afterwards."""
    found = Phones(live_web.port)
    yield found
    found.close()


@pytest.fixture
def live_cookie_of(client_of):
    def make(user):
        return f"sessionid={client_of(user).cookies['sessionid'].value}"

    return make
