"""The floor every figure is a ratio to: one bare Django list page, on the same server and data.

25 of all rows, newest first, with the count a paginator asks for; no middleware but Django's own
common ones, no session. Served by the portal's own bridge, so only the page differs.
"""

import django
import environ
from django.conf import settings

env = environ.Env()
TEMPLATE = """<!doctype html><html lang="en"><head><title>Floor</title></head><body><h1>Rows</h1>
<p>{{ page.paginator.count }} rows</p><ul>{% for row in page %}<li><h2>{{ row.title }}</h2>
<p>{{ row.problem|truncatewords:24 }}</p><small>{{ row.created_at|date:"j F Y" }}</small></li>
{% endfor %}</ul>
{% if page.has_next %}<a href="?page={{ page.next_page_number }}">More</a>{% endif %}
</body></html>"""

settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": env.db("DATABASE_URL") | {"CONN_MAX_AGE": 60}},
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", {"floor.html": TEMPLATE})]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.core.paginator import Paginator  # noqa: E402  (needs the settings above)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

from tobasmart.bridge import Bridge  # noqa: E402


class Row(models.Model):
    """The portal's table, seen by a program that knows nothing of it."""

    title = models.CharField(max_length=120)
    problem = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "submissions_ideaversion"

    def __str__(self):
        return self.title


def rows(request):
    page = Paginator(Row._default_manager.order_by("-id"), 25).get_page(request.GET.get("page"))
    return render(request, "floor.html", {"page": page})


urlpatterns = [path("", rows)]
application = Bridge(get_wsgi_application())
