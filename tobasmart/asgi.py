"""What uvicorn serves: pages through the bridge, and the live forums' streams beside them."""

from django.urls import get_resolver

from tobasmart.bridge import Bridge
from tobasmart.wsgi import application as pages
from workshops.live.stream import Live

application = Bridge(pages, Live())
# All views are imported now, for two seconds, and not while the first visitors wait.
get_resolver().reverse_dict  # noqa: B018
