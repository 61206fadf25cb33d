"""What a WSGI server serves: `gunicorn taper_app.wsgi`."""

import os
from functools import partial

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from taper_app.checks import look_at_start
from taper_app.handouts import share_children, wait_for_children
from taper_app.release import release_digest
from taper_app.roomy import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")
os.environ["SERVES"] = "true"

share_children()  # they get warm beside what is loaded here
application = partial(with_room, get_wsgi_application())
look_at_start()
get_resolver().url_patterns  # noqa: B018  # read now, every page is loaded once for all workers, and waits for nobody
release_digest()  # read once for all workers too, and not while the first paper is waited for
wait_for_children()
