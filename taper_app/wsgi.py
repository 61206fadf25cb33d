"""What a WSGI server serves: `gunicorn taper_app.wsgi`."""

import os
from functools import partial

from django.core.wsgi import get_wsgi_application

from taper_app.checks import look_at_start
from taper_app.handouts import share_children
from taper_app.roomy import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")

application = partial(with_room, get_wsgi_application())
look_at_start()
share_children()
