"""What uvicorn serves: pages through the bridge. ``/live/`` joins it with the workshop forums."""

from tobasmart.bridge import Bridge
from tobasmart.wsgi import application as pages

application = Bridge(pages)
