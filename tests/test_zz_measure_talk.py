import uuid, time
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from submissions.choices import IdeaStatus as S
from submissions.models import Comment, Idea
from tests.factories import UserFactory, idea_in

@pytest.mark.django_db(transaction=True)
def test_measure(client, client_of):
    idea = idea_in(S.APPROVED)
    people = [UserFactory() for _ in range(20)]
    for n in range(200):
        p = None if n < 60 else Comment.objects.filter(parent=None).order_by("pk")[n % 60]
        Comment.objects.create(idea=idea, author=people[n % 20], role_shown="UMKM", text="Bank daerah sudah punya program papan kode gratis. "*3, parent=p)
    Idea.objects.filter(pk=idea.pk).update(comment_count=200)
    for name, b in (("visitor", client), ("participant", client_of(people[0])), ("reviewer", client_of(UserFactory(roles=["reviewer"])))):
        b.get(idea.get_absolute_url())
        with CaptureQueriesContext(connection, ) as c:
            r = b.get(idea.get_absolute_url())
        print("\n==", name, len(c), len(r.content))
        for q in c.captured_queries: print("   ", q["sql"][:150].replace("\n"," "))
        t = time.process_time()
        for _ in range(20): b.get(idea.get_absolute_url())
        print("cpu ms", (time.process_time()-t)/20*1000)
        t = time.process_time()
        for _ in range(20): b.get("/gagasan/")
        print("list cpu ms", (time.process_time()-t)/20*1000)
    b = client_of(people[1])
    with CaptureQueriesContext(connection) as c:
        r = b.post(idea.get_absolute_url()+"tanggapan/", {"text": "Halo", "key": str(uuid.uuid4())})
    print("\n== POST", r.status_code, len(c))
    for q in c.captured_queries: print("   ", q["sql"][:220].replace("\n"," "))
    with CaptureQueriesContext(connection) as c:
        r = b.get("/lacak/"+idea.address+"/")
    print("\n== lacak", r.status_code, len(c))
    with CaptureQueriesContext(connection) as c:
        r = client.get("/lacak/"+idea.address+"/")
    print("\n== lacak visitor", r.status_code, len(c))
    with CaptureQueriesContext(connection) as c:
        r = b.post(idea.get_absolute_url()+"dukung/", {"on": "1"})
    print("\n== dukung", r.status_code, len(c))
