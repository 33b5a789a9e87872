"""What uvicorn serves: pages through the bridge, and the live forums' streams beside them."""

from tobasmart.bridge import Bridge
from tobasmart.wsgi import application as pages
from workshops.live.stream import Live

application = Bridge(pages, Live())
