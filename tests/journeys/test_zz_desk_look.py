import pytest
from django.conf import settings
from django.utils import timezone
from tobasmart.portal.region_pack import load_pack
from accounts.models import Organisation
from submissions.models import Idea, PendingNote, Criterion
from submissions import transitions
from submissions.services.scoring import score_idea, Scores
from submissions.services.holding import hold_decision
from submissions.services.deciding import Verdict
from submissions.choices import DecisionKind
from submissions.services.assigning import assign_reviewers
from tests.factories import UserFactory
from django.test import Client
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cookie(user, url):
    c = Client()
    c.force_login(user)
    n = settings.SESSION_COOKIE_NAME
    return {"name": n, "value": c.cookies[n].value, "url": url}


def test_look(live_server, browser):
    load_pack(settings.REGION_PACK)
    me = UserFactory(
        display_name="L. Sitorus",
        roles=["reviewer", "admin"],
        organisation=Organisation.objects.get(key="setda"),
    )
    others = [UserFactory(display_name=f"Peninjau {n}", roles=["reviewer"]) for n in range(3)]
    ideas = list(Idea.objects.filter(status__in=["submitted", "in_review"]))
    for i, idea in enumerate(ideas):
        if idea.status == "submitted":
            transitions.take_up_idea(idea, actor=others[0])
    Idea.objects.exclude(current_version=None).filter(merged_into=None).exclude(
        pk__in=Idea.objects.filter(status="draft")
    ).update(status="in_review")
    ideas = list(Idea.objects.filter(status="in_review").order_by("pk"))
    codes = list(Criterion.objects.values_list("code", flat=True))
    for i, idea in enumerate(ideas):
        if i % 3 == 0:
            for k, o in enumerate(others):
                try:
                    score_idea(
                        idea, actor=o, scores=Scores({c: (1 if k == 0 else 5) for c in codes})
                    )
                except Exception as e:
                    print(e)
        if i % 3 == 1:
            try:
                assign_reviewers(idea, actor=others[1], people=[me, others[2]])
            except Exception as e:
                print(e)
        if i % 4 == 0:
            Idea.objects.filter(pk=idea.pk).update(
                step_due_on=timezone.localdate().replace(month=11, day=18)
            )
        else:
            Idea.objects.filter(pk=idea.pk).update(
                step_due_on=timezone.localdate().replace(month=12, day=3)
            )
    PendingNote.objects.create(
        idea=ideas[0],
        version=ideas[0].current_version,
        author=me,
        field="budget",
        text="Mohon rinci biaya pendampingan.",
    )
    score_idea(ideas[1], actor=me, scores=Scores({c: 4 for c in codes}))
    try:
        hold_decision(
            ideas[2],
            actor=others[0],
            verdict=Verdict(
                DecisionKind.REJECT, reason="Sudah ada program sama.", reason_code="covered"
            ),
        )
    except Exception as e:
        print(repr(e))
    found = []
    for width, scheme in [
        (360, "light"),
        (1280, "dark"),
        (1440, "light"),
        (1920, "light"),
        (360, "dark"),
        (1280, "light"),
    ]:
        ctx = browser.new_context(
            viewport={"width": width, "height": 1000 if width > 400 else 800},
            base_url=live_server.url,
            color_scheme=scheme,
        )
        ctx.add_cookies([cookie(me, live_server.url)])
        page = ctx.new_page()
        log = []
        page.on("console", lambda m: log.append(m.text))
        page.on("pageerror", lambda e: log.append(str(e)))
        a, b = ideas[0].address, ideas[1].address
        for name, path in [
            ("list", "/tinjauan/"),
            ("open", f"/tinjauan/?buka={a}"),
            ("scored", f"/tinjauan/?antrean=dinilai&buka={b}"),
            ("page", f"/tinjauan/{a}/"),
            ("page2", f"/tinjauan/{b}/"),
            ("manage", f"/tinjauan/{a}/kelola/"),
            ("held", "/tinjauan/ditahan/"),
            ("plan", "/tinjauan/pembagian/?each=2&cap=5"),
            ("rubric", "/kelola/rubrik/"),
        ]:
            page.goto(path)
            page.wait_for_timeout(500)
            page.screenshot(
                path=f"/tmp/desk-{name}-{width}-{scheme}.png",
                full_page=name not in ("list", "open", "scored"),
            )
            rules = [
                (r["id"], r["nodes"][0]["html"][:160])
                for r in Axe().run(page).response["violations"]
            ]
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if rules or over > 0 or log:
                found.append((name, width, scheme, rules, over, list(log)))
            log.clear()
        ctx.close()
    for f in found:
        print(f)
    assert not found
