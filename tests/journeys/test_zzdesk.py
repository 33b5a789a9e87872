import pytest
from django.conf import settings
from django.utils import timezone
from tobasmart.portal.region_pack import load_pack
from accounts.models import Organisation
from submissions.models import Idea, PendingNote, Criterion
from submissions.services.scoring import score_idea, Scores
from submissions.services.assigning import assign_reviewers
from tests.factories import UserFactory
from tests.journeys.test_desk import page_of
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def test_look(live_server, browser):
    load_pack(settings.REGION_PACK)
    me = UserFactory(display_name="L. Sitorus", roles=["reviewer"], organisation=Organisation.objects.get(key="setda"))
    others = [UserFactory(display_name=f"Peninjau {n}", roles=["reviewer"]) for n in range(3)]
    Idea.objects.exclude(current_version=None).filter(merged_into=None).exclude(status="draft").update(status="in_review", step_due_on=timezone.localdate().replace(month=12, day=3))
    ideas = list(Idea.objects.filter(status="in_review").order_by("pk"))
    codes = list(Criterion.objects.values_list("code", flat=True))
    for i, idea in enumerate(ideas):
        if i % 3 == 0:
            for k, o in enumerate([*others, *([me] if i == 3 else [])]):
                score_idea(idea, actor=o, scores=Scores({c: (1 if k == 0 else 5) for c in codes}))
        if i % 3 == 1: assign_reviewers(idea, actor=others[1], people=[me, others[2]])
        if i % 4 == 0: Idea.objects.filter(pk=idea.pk).update(step_due_on=timezone.localdate().replace(month=11, day=18))
    PendingNote.objects.create(idea=ideas[0], version=ideas[0].current_version, author=me, field="budget", text="Mohon rinci biaya pendampingan.")
    for width, scheme in [(360,"light"),(1280,"dark"),(1440,"light")]:
        page = page_of(browser, live_server, me, viewport={"width": width, "height": 1000 if width>400 else 800}, color_scheme=scheme)
        a, b = ideas[0].address, ideas[3].address
        for name, path in [("list", "/tinjauan/?urut=tenggat"), ("open", f"/tinjauan/?buka={a}"), ("wide", f"/tinjauan/?antrean=dinilai&buka={b}"), ("page", f"/tinjauan/{a}/")]:
            page.goto(path); page.wait_for_timeout(400)
            if name=="open" and width==1440: page.keyboard.press("x"); page.keyboard.press("t")
            page.wait_for_timeout(200)
            page.screenshot(path=f"/tmp/desk-{name}-{width}-{scheme}.png", full_page=name == "page" or width==360)
