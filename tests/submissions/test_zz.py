import uuid, re, pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import *
from tests.submissions.test_form import form_data
pytestmark = pytest.mark.django_db(transaction=True)
def show(c, name):
    print(f"\n=== {name}: {len(c)}")
    for q in c.captured_queries: print("  ", re.sub(r'SELECT .{150,}? FROM', 'SELECT … FROM', q['sql'])[:230])
def test_x(client_of):
    reviewer=UserFactory(roles=["reviewer"])
    for n in range(2):
        idea=draft_idea()
        b=client_of(idea.author)
        b.get("/")
        with CaptureQueriesContext(connection) as c:
            a=b.post(f"/gagasan/{idea.address}/kirim/", {"key":str(uuid.uuid4()),"consent":"on"})
        assert a.status_code==302
    show(c,"kirim")
    p=UserFactory(); b=client_of(p); b.get("/")
    with CaptureQueriesContext(connection) as c:
        a=b.post("/gagasan/baru/", form_data())
    assert a.status_code==302
    show(c,"baru send")
    idea=draft_idea(); b=client_of(idea.author)
    with CaptureQueriesContext(connection) as c:
        a=b.get(f"/gagasan/{idea.address}/periksa/")
    show(c,"periksa")
    with CaptureQueriesContext(connection) as c:
        a=b.get(f"/gagasan/{idea.address}/ubah/")
    show(c,"ubah")
