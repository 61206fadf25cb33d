"""How gunicorn serves Taper in earnest: gunicorn -c deploy/gunicorn.conf.py taper_app.wsgi"""

from importlib import import_module

worker_class = "taper_app.server.Worker"  # no client that is silent or slow holds a thread
workers = 2  # one for each processor is enough: printing has processes of its own
threads = 16  # who waits for the database or a paper keeps nobody else waiting; each keeps one connection to the database
preload_app = True  # what is looked at before a start is looked at once, and memory is shared
timeout = 60
graceful_timeout = 60  # a restart lets every page that is asked for be answered
max_requests = 1000
max_requests_jitter = 100
control_socket_disable = True  # systemd alone tells it what to do
worker_tmp_dir = "/dev/shm"  # a sign of life on a slow disk would be late


def on_reload(server):
    """On SIGHUP new workers get new render children. The code stays as it was loaded: a new release needs a restart."""
    handouts = import_module("taper_app.handouts")
    handouts.share_children()
    handouts.wait_for_children()


logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "taper_app.logs.Line"}},
    "filters": {"sparing": {"()": "taper_app.logs.Sparing"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["sparing"]}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": ["console"], "propagate": False},
    },
}
