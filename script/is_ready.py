"""Asks this release, without a server, what /ready/ says of the database of DATABASE_URL; fails where it is not ready."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

get_wsgi_application()
page = Client().get("/ready/", headers={"host": settings.ALLOWED_HOSTS[0].lstrip(".")})
print(page.content.decode(), end="")
sys.exit(page.status_code != 200)
