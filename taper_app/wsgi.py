"""What a WSGI server serves: `gunicorn taper_app.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from taper_app.checks import look_at_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")

application = get_wsgi_application()
look_at_start()
