"""What a WSGI server serves: `gunicorn taper_app.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")

application = get_wsgi_application()
