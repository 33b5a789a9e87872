"""Django's WSGI application: every page. ``asgi.py`` wraps it for uvicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.prod")
application = get_wsgi_application()
