"""Settings: one file. What differs from place to place is read from the environment (README.md has the table)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from taper_app import languages
from taper_app.environment import count, flag, level, text, words

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"  # what this machine made for itself; never in version control


def secret_key() -> str:
    """The key that signs sessions: SECRET_KEY, else the file SECRET_KEY_FILE, else the one script/setup made here."""
    key = key_of("SECRET_KEY", SECRET_KEY_FILE, "secret key")
    if not key:
        raise ImproperlyConfigured(
            f"There is no secret key: set SECRET_KEY, or put one into the file {SECRET_KEY_FILE} (script/setup makes it)."
        )
    return key


def record_keys() -> list[str]:
    """The keys that seal what is kept, the one in use first: none where there is none, as not everything needs one."""
    key = key_of("RECORD_KEY", RECORD_KEY_FILE, "record key")
    earlier = [long_enough(each, "record key of RECORD_KEY_FALLBACKS") for each in words("RECORD_KEY_FALLBACKS")]
    return [key, *earlier] if key else []


def key_of(name: str, path: Path, called: str) -> str:
    """The key of this variable, else of the file; empty where there is neither."""
    try:
        key = text(name, "") or path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"The {called} in {path} is not text: write random characters into it.") from error
    return long_enough(key, called)


def long_enough(key: str, called: str) -> str:
    """The key. Raises ImproperlyConfigured for one that could be guessed."""
    if len(key) < 50:
        raise ImproperlyConfigured(f"The {called} is too short: it needs at least 50 random characters.")
    return key


def secret_file(name: str) -> Path | None:
    """The file that this variable names; none where it names none."""
    return Path(text(name, "")) if text(name, "") else None


def secret_in(path: Path) -> str:
    """What a file holds in its one line. Raises ImproperlyConfigured, without a word of it, where nothing can be read."""
    try:
        found = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"Nothing could be read from {path}: it has to be there, and readable to Taper.") from error
    if not found:
        raise ImproperlyConfigured(f"{path} is empty.")
    return found


def hosts() -> list[str]:
    """The names this site answers to, each written out."""
    names = words("ALLOWED_HOSTS", "127.0.0.1,localhost")
    if any("*" in name or name.startswith(".") for name in names):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name each host: a * or a leading . is not accepted.")
    return names


def public_address() -> str:
    """The address under which patients reach this site, without a slash at its end; empty where they do not."""
    given = text("PUBLIC_ADDRESS", "").removesuffix("/")
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme not in (("https",) if HTTPS else ("https", "http")) or f"{parts.scheme}://{parts.netloc}" != given:
        raise ImproperlyConfigured("PUBLIC_ADDRESS must look like https://taper.example.org, without anything behind it.")
    if parts.hostname not in ALLOWED_HOSTS:
        raise ImproperlyConfigured(f"PUBLIC_ADDRESS names {parts.hostname}, and ALLOWED_HOSTS does not: name it there too.")
    return given


def database() -> dict[str, Any]:
    """The database of DATABASE_URL or of the file DATABASE_URL_FILE; without either SQLite beside the code."""
    usual = f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    url = text("DATABASE_URL", "") or (secret_in(DATABASE_URL_FILE) if DATABASE_URL_FILE else usual)
    wrong = ImproperlyConfigured(
        "DATABASE_URL must look like sqlite:////var/lib/taper/db.sqlite3 or postgres://user:password@host:5432/name."
    )
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise wrong
    try:
        config = dict(environ.Env.db_url_config(url))
    except Exception as error:
        raise wrong from error
    if config.get("NAME") in (None, "", ":memory:"):
        raise wrong
    if DATABASE_PASSWORD_FILE:
        config["PASSWORD"] = secret_in(DATABASE_PASSWORD_FILE)
    return config | (sqlite_options() if config["ENGINE"].endswith("sqlite3") else postgresql_options(config))


def sqlite_options() -> dict[str, Any]:
    """Readers beside one writer, no lost commit after a power cut, and writers that wait instead of failing.

    Connections are kept, for a new one cannot be had on a full disk, and one that is there goes on reading.
    """
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 1.8 if SERVES else 5, "init_command": pragmas}
    return {"ENGINE": "taper_app.sqlite", "CONN_MAX_AGE": None, "OPTIONS": options}


def postgresql_options(config: dict[str, Any]) -> dict[str, Any]:
    """A connection for each thread, kept and looked at before it is used again. Options of the address (sslmode …) stay.

    A server gives up what does not come, so that somebody is told within three seconds; a command waits. PostgreSQL compiles no
    query, which it does where it expects many rows: that takes it a second for each, of lists whose rows come in a hundredth.
    """
    options: dict[str, Any] = {"connect_timeout": 2, "tcp_user_timeout": 3000, "keepalives_idle": 30, "keepalives_interval": 5}
    options |= config.get("OPTIONS", {})
    options["options"] = f"-c jit=off {options.get('options', '')}".strip()
    if SERVES:
        limits = {"statement_timeout": 2200, "lock_timeout": 1800, "idle_in_transaction_session_timeout": 20_000}
        said = " ".join(f"-c {name}={milliseconds}" for name, milliseconds in limits.items())
        options |= {"answer_seconds": 2.5, "options": f"{said} {options['options']}"}
    return {"ENGINE": "taper_app.postgresql", "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


DEBUG = flag("DEBUG", False)
SERVES = flag("SERVES", False)  # wsgi.py says so: somebody waits for each answer, and no database is made
HTTPS = flag("HTTPS", True)  # false only where the browser is on this machine
SECRET_KEY_FILE = Path(text("SECRET_KEY_FILE", str(LOCAL_DIR / "secret-key")))
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
RECORD_KEY_FILE = Path(text("RECORD_KEY_FILE", str(LOCAL_DIR / "record-key")))
RECORD_KEYS = record_keys()
AUDIT_ANCHOR_FILE = text("AUDIT_ANCHOR_FILE", "")  # empty: beside the database (chart.anchors)
OPENINGS_FILE = text("OPENINGS_FILE", "")  # empty: beside the database (actions.openings)
AUDIT_CHAIN_AFTER_SECONDS = 30  # what was only read is in the chain of events after so long, with whoever writes next
ALLOWED_HOSTS = hosts()
PUBLIC_ADDRESS = public_address()
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
DATABASE_URL_FILE, DATABASE_PASSWORD_FILE = secret_file("DATABASE_URL_FILE"), secret_file("DATABASE_PASSWORD_FILE")
DATABASES = {"default": database()}
BACKUP_KEY = text("BACKUP_KEY", "")
BACKUP_FOLDER = text("BACKUP_FOLDER", "")

ROOT_URLCONF = "taper_app.urls"
WSGI_APPLICATION = "taper_app.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "taper_app",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "taper_app.middleware.numbered",
    "django.middleware.security.SecurityMiddleware",
    "taper_app.middleware.own_files_only",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "taper_app.middleware.never_cached",
    "taper_app.middleware.readable_forms_only",
    "taper_app.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "taper_app.middleware.dates_whole",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "taper_app.views.sign_in.SignInFirst",
    "taper_app.views.who_may.OnlyWhoMay",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "taper_app.views.turns.known",
    "taper_app.views.turns.too_many",
    "taper_app.views.events.looked_at",
    "taper_app.views.refused.refused",
    "taper_app.views.outside.changed_outside",
    "taper_app.views.struck_out.struck_out",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["taper_app.templatetags.fields"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "taper_app.forms.renderer.Written"

# Language and time. Times are kept in UTC; "today" is asked for in the clinic's own zone.
# The pages are in British English; the patient's papers are in any of LANGUAGES.
LANGUAGE_CODE = languages.BRITISH.code
LANGUAGES = [(code, each.name) for code, each in languages.LANGUAGES.items()]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "UTC"

# Static files carry a hash in their names, so a browser may keep them for ever. No other site may read them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(text("STATIC_ROOT", str(LOCAL_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Rate limits must hold over all workers, so the cache is a table; what it holds runs nothing (Django's own keeps pickles).
CACHES = {"default": {"BACKEND": "taper_app.actions.number_cache.NumberCache"}}

# Jobs that nobody waits for stand in a queue in the database; `manage.py work` takes them from there (taper_app/jobs).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Sign-in: by username and password, tried a few times; nobody signs up by themselves.
AUTH_USER_MODEL = "taper_app.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "taper_app.chart.passwords.NotGuessed"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_FORMS = {
    "login": "taper_app.forms.accounts.SignInForm",
    "change_password": "taper_app.forms.accounts.PasswordForm",
    "reauthenticate": "taper_app.forms.accounts.ConfirmForm",
}
ACCOUNT_ADAPTER = "taper_app.views.accounts.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}  # of codes; how often a password is tried: views.tries
# Of the page that the code on a handout opens. What is right is limited by paper alone, so that nobody's wrong tries shut out
# those behind the same address.
PUBLIC_PAGE_LIMITS = {"right": "20/m/key", "wrong": "30/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = count("TRUSTED_PROXIES", 0)

# A second factor beside the password, or a passkey instead of it (views.second_factors): who has none sets one up first.
MFA_ADAPTER = "taper_app.views.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody has an address
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off; a code is good once
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 20
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "activate_totp": "taper_app.forms.second_factors.AppForm",
    "add_webauthn": "taper_app.forms.second_factors.PasskeyForm",
    "authenticate": "taper_app.forms.second_factors.StepCode",
    "authenticate_webauthn": "taper_app.forms.second_factors.StepPasskey",
    "login_webauthn": "taper_app.forms.second_factors.SignInPasskey",
    "reauthenticate": "taper_app.forms.second_factors.ConfirmCode",
    "reauthenticate_webauthn": "taper_app.forms.second_factors.ConfirmPasskey",
}

# Sessions end with the browser, after a while without use, and after a working day (actions.browser_sessions). Messages stay on
# the server, for they may name a patient.
SESSION_ENGINE = "taper_app.actions.browser_sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "taper_app.views.sign_in.open_too_long"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The way to the browser.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^health/$", "^ready/$"]  # what watches the server asks it without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"

# The largest form here is a medication list; no page takes a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 0

# One line of JSON an event to standard error (commands answer on standard output), without patients' data (taper_app/logs.py).
# At INFO every request has a line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "taper_app.logs.Line"}},
    "filters": {"sparing": {"()": "taper_app.logs.Sparing"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["sparing"]},
        "surely": {"class": "taper_app.logs.Surely", "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "taper_app.openings": {"handlers": ["surely"], "propagate": False},
        "taper_app.requests": {"level": level("LOG_LEVEL", "WARNING")},
    },
}
