"""Phones in a forum, for the tests: who holds them, what they read and send; many at once."""

import re
import threading
import uuid

from django.core import signing
from django.db import connection
from django.test import Client

from workshops.door import GUEST_COOKIE
from workshops.services.posts import add_post

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


def browser_of(participant):
    """Signed in, or with the cookie of a guest."""
    client = Client()
    if participant.user:
        client.force_login(participant.user)
    else:
        value = signing.dumps([participant.pk, participant.guest_key], salt="workshops.guest")
        client.cookies[GUEST_COOKIE] = value
    return client


def url(forum, *rest):
    return "/".join(["/forum", forum.code.lower(), *rest, ""])


def read(client, address, status=200, **more):
    answer = client.get(address, **more)
    assert answer.status_code == status
    return answer.content.decode()


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def form_of(participant, text="QRIS di dermaga", **more):
    return {"text": text, "key": str(uuid.uuid4()), "participant": participant.number, **more}


def write(forum, author, text="QRIS di dermaga", **more):
    return add_post(forum, author=author, text=text, key=more.pop("key", uuid.uuid4()), **more)


def at_once(act, threads):
    """What ``act(place)`` gave in so many threads that began together."""
    barrier, found = threading.Barrier(threads), [None] * threads

    def run(place):
        barrier.wait()
        try:
            found[place] = act(place)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=[place]) for place in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found
