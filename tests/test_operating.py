"""What docs/operating.md and the files of deploy/ name is there, and says the same as the settings do."""

import logging.config
import os
import re
import runpy
import ssl
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from script.missing_libraries import LIBRARIES

ROOT = Path(__file__).parent.parent
DEPLOY = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "deploy").iterdir() if path.is_file()}
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ALL_OF_IT = "\n".join([OPERATING, *DEPLOY.values()])


def test_every_command_and_file_is_there():
    """Each `manage.py` command, each file of deploy/ and script/ and each setting that is named exists."""
    commands = set(re.findall(r"manage\.py ([a-z_]+)(?![\w.])", ALL_OF_IT))
    assert commands - get_commands().keys() == set() and len(commands) > 6
    files = set(re.findall(r"\b(?:deploy|script)/[\w.-]*\w", ALL_OF_IT))
    assert [each for each in sorted(files) if not (ROOT / each).exists()] == []
    assert {f"deploy/{name}" for name in DEPLOY} - {"deploy/taper.env"} <= files
    named = {*re.findall(r"^([A-Z_]+)=", DEPLOY["taper.env"], re.MULTILINE), *re.findall(r"`([A-Z]+_[A-Z_]+)`", OPERATING)}
    assert [each for each in sorted(named) if f"`{each}`" not in README] == []


@pytest.mark.parametrize("name", [each for each in sorted(DEPLOY) if each.endswith((".service", ".timer", ".socket"))])
def test_a_unit_runs_what_there_is_as_the_right_account(name):
    """A service runs a program of the checkout as its own account, with files of its owner alone; what it needs is here."""
    unit = DEPLOY[name]
    for program in re.findall(r"^Exec\w+=/opt/taper/(\S+)", unit, re.MULTILINE):
        assert program in (".venv/bin/gunicorn", ".venv/bin/python")
    assert [each for each in re.findall(r"\b(taper[\w-]*\.(?:socket|service|timer))\b", unit) if each not in DEPLOY] == []
    if name.endswith(".service"):
        assert {"User=taper", "UMask=0077", "ProtectSystem=strict", "EnvironmentFile=/etc/taper.env"} <= set(unit.splitlines())


def test_the_proxy_buffers_and_keeps_nothing():
    """It takes what the settings take, whole, writes none of it down, and lets nobody else say who asks."""
    nginx = DEPLOY["nginx.conf"]
    kilobytes = int(re.search(r"client_max_body_size (\d+)k;", nginx)[1])
    assert kilobytes * 1024 == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    wanted = """
        client_body_buffer_size 256k; proxy_request_buffering on; proxy_buffering on; proxy_max_temp_file_size 0; access_log off;
        proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; deny all;
    """
    assert [each for each in re.findall(r"\S[^;]*;", wanted) if each not in nginx] == []
    watched = re.search(r"location ~ \^/\(health\|ready\)/\$ \{([^}]*)\}", nginx)[1].split("\n")
    assert [each.strip() for each in watched if each.strip()][:3] == ["allow 127.0.0.1;", "allow ::1;", "deny all;"]
    assert re.search(r"ListenStream=(\S+)", DEPLOY["taper.socket"])[1] in nginx
    assert nginx.count("{") == nginx.count("}")


def test_the_proxy_speaks_new_tls_only():
    """TLS 1.2 and 1.3, ciphers with forward secrecy, authenticated and of 128 bits or more; without TLS it only leads there."""
    nginx = DEPLOY["nginx.conf"]
    assert re.findall(r"ssl_protocols (.+);", nginx) == ["TLSv1.2 TLSv1.3"]
    assert "ssl_prefer_server_ciphers on;" in nginx
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.set_ciphers(re.search(r"ssl_ciphers (.+);", nginx)[1])
    ciphers = offered.get_ciphers()
    assert {each["protocol"] for each in ciphers} == {"TLSv1.2", "TLSv1.3"}
    assert [each for each in ciphers if not each["aead"] or each["strength_bits"] < 128] == []
    assert {each["kea"] for each in ciphers} == {"kx-ecdhe", "kx-any"}
    plain = nginx.partition("listen 80;")[2].partition("server {")[0]
    assert "return 301 https://$host$request_uri;" in plain and "proxy_pass" not in plain


def test_the_container_is_of_the_lock_file():
    """It installs by hash what the lock file has, the libraries that printing needs, and only files that are there, each named:
    a whole folder of everything would have the repository and the keys in it."""
    container = DEPLOY["Containerfile"]
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in container
    assert [each for each in LIBRARIES.values() if each not in container] == []
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", container, re.MULTILINE) for name in line.split()]
    assert [each for each in copied if each.startswith((".", "/", "*")) or not (ROOT / each).exists()] == []
    assert re.findall(r"^ADD |git", container, re.MULTILINE) == []
    assert {"taper_app", "templates", "static", "pyproject.toml", "CHANGELOG.md"} <= set(copied)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    version = tuple(map(int, re.search(r"FROM \S+python:(\d+)\.(\d+)", container).groups()))
    assert version >= tuple(map(int, wanted.removeprefix(">=").split(".")))


def test_the_server_logs_as_the_application_does():
    """What gunicorn itself says is a line of the same form."""
    served = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    config = logging.config.DictConfigurator(served["logconfig_dict"])
    formatter = config.configure_formatter(config.config["formatters"]["line"])
    assert formatter.format(logging.makeLogRecord({"msg": "booting", "name": "gunicorn.error"})).startswith('{"at"')
    assert served["preload_app"] and served["timeout"] == 60


@pytest.mark.deep
def test_the_container_starts_and_is_ready():
    """Where an engine answers, the container is built and is ready; where none does, that is said and is not success."""
    answer = subprocess.run([ROOT / "script/container"], env=os.environ, capture_output=True, text=True, check=False)
    assert (answer.returncode, "ready\n" in answer.stdout) == (0, True) or (
        answer.returncode == 3 and "neither podman nor docker answers" in answer.stderr
    )


def test_the_served_database_is_not_rehearsed_on():
    """An upgrade is rehearsed on a copy: without one, or with the database that is served, nothing is done."""
    for arguments in ([], ["sqlite:////var/lib/taper/db.sqlite3"]):
        served = os.environ | {"DATABASE_URL": "sqlite:////var/lib/taper/db.sqlite3"}
        answer = subprocess.run([ROOT / "script/rehearse", *arguments], env=served, capture_output=True, text=True, check=False)
        assert (answer.returncode, answer.stdout) == (2, "")
