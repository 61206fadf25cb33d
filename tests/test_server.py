"""The server as script/server starts it, among clients that send nothing, half of something, or take nothing."""

import logging
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from unittest.mock import Mock

import pytest
from gunicorn.config import Config as gunicorn_config

from taper_app import server

ROOT = Path(__file__).parent.parent
HEAD = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def free_port():
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


def command(port):
    """What script/server starts in the end."""
    line = re.search(
        r"^exec (\$python .*?[^\\])$", (ROOT / "script/server").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    written = line[1].replace("\\\n", " ").replace("$python", sys.executable).replace("$port", str(port))
    return shlex.split(written)


@pytest.fixture
def served(tmp_path):
    """The port of a server whose database is not there: some of its pages need none."""
    port = free_port()
    given = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "HTTPS": "false", "STATIC_ROOT": str(tmp_path / "static")}
    environment = os.environ | given
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command(port), cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait = [sys.executable, "script/wait_until_served.py", str(port), str(process.pid), "/health/"]
            assert subprocess.run(wait, cwd=ROOT, check=False).returncode == 0, (tmp_path / "log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait()


def answer(port, address="/health/"):
    """The status of an answer, and how long it took."""
    began, line = time.monotonic(), HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", address, headers={"Cookie": f"session={'x' * 32}"})
    status = line.getresponse().status
    line.close()
    return status, time.monotonic() - began


@pytest.mark.long
def test_nobody_holds_the_site(served, tmp_path):
    """Silent connections, more than there are threads, and halves of a head and of a form: others get their answers at once. A
    database that is not there is not made, and is said within three seconds."""
    with ExitStack() as others:
        for sent in [b""] * 60 + [HEAD] * 4 + [HEAD + b"Content-Length: 2000\r\n\r\nlogin=x"] * 4:
            line = others.enter_context(socket.create_connection(("127.0.0.1", served)))
            line.sendall(sent)
        taken = [answer(served) for _ in range(5)]
        without_database = answer(served, "/patients/")
    assert {status for status, _ in taken} == {200}
    assert max(seconds for _, seconds in taken) < 3
    assert (without_database[0], without_database[1] < 3) == (503, True)
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_request_that_does_not_come_is_given_up(monkeypatch):
    """A line on which a request does not come whole, and one whose answer is not taken, ends as if its client were gone."""
    monkeypatch.setattr(server, "READ_SECONDS", 0.2)
    monkeypatch.setattr(server, "WRITE_SECONDS", 0.2)
    ours, theirs = socket.socketpair()
    line = server.Line(fileno=ours.detach())
    line.setblocking(True)
    theirs.sendall(b"GET /")
    assert line.recv(100) == b"GET /"
    with pytest.raises(ConnectionResetError, match="did not come in time"):
        line.recv(100)
    with pytest.raises(ConnectionResetError, match="not taken in time"):
        line.sendall(b"x" * 10_000_000)
    line.close()
    theirs.close()


def test_an_order_to_stop_asks_for_no_lock_in_the_middle_of_something():
    """Ctrl-C may come while the worker hands a request to its threads and holds their lock: it stops once that is done."""
    worker = server.Worker(1, os.getpid(), [], None, 30, gunicorn_config(), logging.getLogger("gunicorn"))
    worker.tpool = Mock()  # whose lock the main thread holds
    worker.method_queue.init()
    worker.handle_quit(signal.SIGQUIT, None)
    worker.tpool.shutdown.assert_not_called()
    with pytest.raises(SystemExit):
        worker.method_queue.run_callbacks(None)
    worker.tpool.shutdown.assert_called_once()
    worker.method_queue.close()
    worker.tmp.close()
