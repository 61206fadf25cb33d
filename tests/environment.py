"""Read before the settings are: which they are, and that tests run without TLS, with keys of their own, whatever is set here."""

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")
os.environ |= {"SECRET_KEY": "a-key-for-the-tests-only-" * 3, "HTTPS": "false", "DEBUG": "false"}
os.environ["RECORD_KEY"] = "a-key-of-the-record-for-the-tests-only-" * 2
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop
# Where collectstatic would have put its files; nothing is collected for the tests, and a missing folder is a warning.
(Path(__file__).parent.parent / ".local" / "static").mkdir(parents=True, exist_ok=True)
