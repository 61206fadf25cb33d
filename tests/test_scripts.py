"""The commands in script/, on machines that lack this or that: each machine here is a folder of stand-ins on PATH."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("sh", "cat", "chmod", "rm", "mkdir", "dirname", "basename", "cksum", "env", "find", "sort", "id", "uname", "nice")
REAL_PYTHON = f'exec {sys.executable} "$@"'
PARTS = ("script", "manage.py", "requirements.txt", "requirements-test.txt", "taper_app/__init__.py", "taper_app/printable.py")


class Machine:
    """A checkout in a folder of its own, and commands that do what the test says."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin, self.calls = folder / "taper", folder / "bin", folder / "calls"
        self.bin.mkdir(parents=True)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.copy(*PARTS)

    def copy(self, *names: str) -> None:
        for name in names:
            source, target = ROOT / name, self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
            else:
                shutil.copy(source, target)

    def has(self, command: str, script: str, folder: Path | None = None) -> None:
        """Put a command there that writes down how it was called and then does this."""
        path = (folder or self.bin) / command
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "{command} $*" >>{self.calls}\n{script}\n')
        path.chmod(0o755)

    def has_venv(self, script: str = "") -> None:
        """A .venv with all packages, whose Python first does this."""
        self.has("python", f"{script}\n{REAL_PYTHON}", self.root / ".venv/bin")

    def has_packages(self) -> None:
        """The stamps of an installation that was finished."""
        for name in ("requirements", "requirements-test"):
            with (self.root / f"{name}.txt").open() as file:
                stamp = subprocess.run(["cksum"], stdin=file, capture_output=True, text=True, check=True).stdout
            (self.root / f".venv/{name}.stamp").write_text(stamp)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            cwd=self.root,
            env={"PATH": str(self.bin), "HOME": str(self.root), "HOMEBREW_PREFIX": "/nowhere"} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self, command: str) -> list[str]:
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line for line in lines if line.startswith(f"{command} ")]


@pytest.fixture
def machine(tmp_path):
    """A Debian machine with nothing on it, and root at the keyboard."""
    made = Machine(tmp_path)
    made.has("id", "echo 0")
    made.has("uname", "echo Linux")
    return made


def old_python(version="3.9.2"):
    return f'[ "$1" = --version ] && echo "Python {version}"\nexit 1'


def says(answer, sentence):
    """It stopped, and all it said to the person is this one sentence."""
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert re.fullmatch(sentence, answer.stderr.strip()), answer.stderr


def test_old_python(machine):
    """A Python that is too old is named with its version, and what to do."""
    machine.has("python3", old_python())
    says(machine.run("script/setup"), r"Taper needs Python 3\.11 or newer and this machine has Python 3\.9\.2: install .*")


def test_a_newer_python_under_another_name_is_found(machine):
    """Where python3 is old and python3.12 is there, that one makes .venv."""
    machine.has("python3", old_python())
    machine.has("python3.12", '[ "$2" = venv ] && exit 1\nexit 0')
    says(machine.run("script/setup"), r"The folder \.venv could not be made: .*")
    assert machine.called("python3.12")[-1] == "python3.12 -m venv .venv"


def test_old_python_where_a_newer_one_can_be_had(machine):
    """Where the system offers python3.11 beside its own, that is what gets installed."""
    machine.has("python3", old_python("3.10.12"))
    machine.has("apt-cache", "exit 0")
    machine.has("apt-get", "exit 100")
    says(machine.run("script/setup"), r"Installing python3\.11 python3\.11-venv did not work: check the network.*")


def test_no_right_to_install(machine):
    """Who is neither root nor has sudo is told the line that an administrator has to run."""
    machine.has("id", "echo 1000")
    machine.has("apt-get", "exit 0")
    says(machine.run("script/setup"), r"This account may not .* 'apt-get install -y python3 python3-venv', then .*")
    assert machine.called("apt-get") == []


def test_sudo_that_refuses(machine):
    """A sudo that would ask a password of nobody is no right to install."""
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    machine.has("apt-get", "exit 0")
    says(machine.run("script/setup"), r"This account may not install packages: .*")


def test_sudo_that_lets(machine):
    """With sudo, packages are installed through it."""
    machine.has("id", "echo 1000")
    machine.has("sudo", '[ "$1" = -n ] || "$@"')
    machine.has("apt-get", "exit 100")
    says(machine.run("script/setup"), r"Installing python3 python3-venv did not work: .*")
    assert machine.called("sudo")[1:] == [
        "sudo apt-get update",
        "sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv",
    ]


def test_no_network_for_the_system(machine):
    """When apt-get fails, the sentence says what it was about and to look at the network; apt's own words are in a file."""
    machine.has("apt-get", "echo Temporary failure resolving >&2; exit 100")
    answer = machine.run("script/setup")
    says(answer, r"Installing python3 python3-venv did not work: check the network, then start this again .*")
    assert "Temporary failure" in (machine.root / ".local/setup.log").read_text()


def test_python_without_venv(machine):
    """Debian's Python without its venv package gets that package, by the name that fits its version."""
    machine.has("python3", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac')
    machine.has("apt-get", "exit 100")
    says(machine.run("script/setup"), r"Installing python3\.11-venv did not work: .*")


def test_another_system(machine):
    """A system without apt-get is told what is needed."""
    says(machine.run("script/setup"), r"Taper needs python3 python3-venv \(so called on Debian\) .*")


def test_mac_without_python(machine):
    """On macOS the missing brew line is said."""
    machine.has("uname", "echo Darwin")
    says(machine.run("script/setup"), r"Taper needs Python .*: run 'brew install python@3\.12 pango', then start this again\.")


def test_mac_without_pango(machine):
    """On macOS with Python, the missing Pango is said."""
    machine.has("uname", "echo Darwin")
    machine.has_venv()
    says(machine.run("script/setup"), r"Taper prints with Pango, .*: run 'brew install pango', then start this again\.")


def test_mac_with_pango(machine, tmp_path):
    """On macOS with both there is nothing to say."""
    machine.has("uname", "echo Darwin")
    machine.has_venv()
    machine.has_packages()
    (tmp_path / "brew/lib").mkdir(parents=True)
    (tmp_path / "brew/lib/libpango-1.0.dylib").touch()
    answer = machine.run("script/setup", HOMEBREW_PREFIX=str(tmp_path / "brew"))
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_missing_libraries_are_installed_alone(machine):
    """Only the libraries that are missing are installed, after one apt-get update."""
    machine.has_venv('case "$1" in *missing_libraries*) echo libpango-1.0-0 libharfbuzz-subset0; exit ;; esac')
    machine.has_packages()
    machine.has("apt-get", "exit 0")
    assert machine.run("script/setup").returncode == 0
    install = "apt-get install -y --no-install-recommends libpango-1.0-0 libharfbuzz-subset0"
    assert machine.called("apt-get") == ["apt-get update", install]


def test_missing_fonts_are_asked_for_once_and_said(machine):
    """Where they cannot be installed all else goes on, and it says which fonts names wait for."""
    machine.has_venv('case "$1" in *missing_fonts*) echo fonts-noto-core; exit ;; esac')
    machine.has_packages()
    machine.has("apt-get", "exit 100")
    for asked in ("Installing fonts-noto-core did not work: .*\n", ""):
        answer = machine.run("script/setup")
        assert answer.returncode == 0
        assert re.fullmatch(
            f"{asked}Names in other scripts are refused until .* installed: fonts-noto-core", answer.stderr.strip()
        )
    assert len(machine.called("apt-get")) == 2


def test_nothing_is_missing(machine):
    """Where all is there already, nothing is installed and nothing said."""
    machine.has_venv()
    machine.has_packages()
    for command in ("apt-get", "sudo", "uv"):
        machine.has(command, "exit 1")
    answer = machine.run("script/setup", "test")
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")
    assert machine.called("apt-get") + machine.called("sudo") + machine.called("uv") == []


def test_no_network_for_pip(machine):
    """When pip cannot get the packages, one sentence says to look at the network, and the next start tries again."""
    machine.has_venv('case "$*" in "-m pip install"*) exit 1 ;; esac')
    for _ in range(2):
        says(machine.run("script/setup"), r"The packages could not be installed: check the network, then start .*")
    installs = [call for call in machine.called("python") if "pip install" in call]
    assert len(installs) == 2
    assert all("--require-hashes -r requirements.txt" in call for call in installs)


def test_no_network_for_uv(machine):
    """With uv on PATH it is uv that installs, from the same file with the same hashes."""
    machine.has_venv()
    machine.has("uv", '[ "$1" = --version ]')
    says(machine.run("script/setup"), r"The packages could not be installed: check the network, then start .*")
    assert re.search(r"--require-hashes -r requirements\.txt$", machine.called("uv")[-1])


def test_a_uv_that_does_not_run_is_passed_over(machine):
    """A uv on PATH that does not start is as good as none: pip does it."""
    machine.has("uv", "exit 127")
    machine.has_venv('case "$*" in "-m pip install"*) exit 0 ;; esac')
    assert machine.run("script/setup").returncode == 0
    assert any("pip install" in call for call in machine.called("python"))


def test_packages_are_installed_once(machine):
    """After an installation that worked, the next start does not install; after a change of the file it does."""
    machine.has_venv('case "$*" in "-m pip install"*) exit 0 ;; esac')
    for _ in range(2):
        assert machine.run("script/setup").returncode == 0
    with (machine.root / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    assert machine.run("script/setup").returncode == 0
    assert len([call for call in machine.called("python") if "pip install" in call]) == 2


def test_the_key_is_made_once(machine):
    """A secret key is made for this machine, which only its owner may read, and stays."""
    machine.has_venv()
    machine.has_packages()
    path, keys = machine.root / ".local/secret-key", set()
    for _ in range(2):
        assert machine.run("script/setup").returncode == 0
        keys.add(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert (len(keys), len(keys.pop().strip()) >= 50) == (1, True)


def test_the_record_has_a_key_of_its_own(machine):
    """The record's key is another one, and is left alone when the secret key is made anew; the folder is its owner's alone."""
    machine.has_venv()
    machine.has_packages()
    folder = machine.root / ".local"
    folder.mkdir(mode=0o755)
    assert machine.run("script/setup").returncode == 0
    secret, record = ((folder / name).read_text() for name in ("secret-key", "record-key"))
    assert secret != record and len(record.strip()) >= 50
    assert [each.stat().st_mode & 0o777 for each in (folder, folder / "record-key")] == [0o700, 0o600]
    (folder / "secret-key").unlink()
    assert machine.run("script/setup").returncode == 0
    assert ((folder / "secret-key").read_text() != secret, (folder / "record-key").read_text()) == (True, record)


def test_a_key_that_is_kept_elsewhere_is_not_made(machine):
    """Where a key comes from the environment or from a file of its own, the set-up makes none."""
    machine.has_venv()
    machine.has_packages()
    assert machine.run("script/setup", RECORD_KEY="k" * 60, SECRET_KEY_FILE="elsewhere").returncode == 0
    assert not {"secret-key", "record-key"} & {path.name for path in (machine.root / ".local").iterdir()}


def test_no_browser_and_no_way_to_get_one(machine):
    """Chromium that cannot be installed is said in one sentence, as anything else is."""
    machine.has("apt-get", "exit 100")
    says(machine.run("script/setup", "browser"), r"Installing chromium did not work: .*")


@pytest.mark.parametrize("port", ["0", "80a", "65536", "-1", "123456", "8 0", "080"])
def test_a_port_that_is_none(machine, port):
    """A PORT that cannot be is refused before anything is done."""
    says(machine.run("script/server", PORT=port), r"PORT must be a number from 1 to 65535, such as PORT=8123 script/server\.")
    assert not (machine.root / ".local").exists()


def test_a_taken_port(machine):
    """A port that something else uses is named, with a way out."""
    machine.has_venv()
    machine.has_packages()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        says(machine.run("script/server", PORT=port), rf"Port {port} is taken: stop what uses it, or choose another, .*")


def serving_machine(machine):
    """The whole application, ready to serve."""
    machine.copy("taper_app", "templates", "static")
    machine.has_venv()
    machine.has_packages()
    return machine


@pytest.mark.long
def test_a_database_that_does_not_answer(machine):
    """A database that is not there is one sentence, which repeats no password."""
    url = "postgres://taper:hunter2@127.0.0.1:1/taper"
    answer = serving_machine(machine).run("script/server", PORT=str(free_port()), DATABASE_URL=url)
    says(answer, r"CommandError: The database does not answer: look at DATABASE_URL\..*")
    assert "hunter2" not in answer.stderr + answer.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(machine, port):
    """Start script/server; returns the process and all it said until it told how to sign in."""
    environment = {"PATH": str(machine.bin), "HOME": str(machine.root), "PORT": str(port)}
    process = subprocess.Popen(
        ["script/server"], cwd=machine.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Sign in"):
            return process, lines
    raise AssertionError(f"the server ended: {lines}")


def stop(process):
    """Ctrl-C; returns the exit code."""
    process.send_signal(signal.SIGINT)
    with process.stdout:
        return process.wait(timeout=30)


def ask(port, method, path, cookies, form=None):
    """One request as a browser makes it, without following anywhere."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    body = urlencode(form) if form else None
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read().decode(errors="replace")
    for value in response.headers.get_all("Set-Cookie") or []:
        name, _, rest = value.partition("=")
        cookies[name] = rest.partition(";")[0]
    connection.close()
    return response, text


@pytest.mark.long
def test_it_serves_and_one_can_sign_in(machine):
    """From a checkout that was never run: the last two lines are true, a paper is printed, and the second start says the same."""
    port = free_port()
    process, lines = serve(serving_machine(machine), port)
    try:
        assert lines[-2] == f"Open http://127.0.0.1:{port}/"
        name, password = re.fullmatch(r"Sign in as (\S+) with password (\S+)", lines[-1]).groups()
        cookies = {}
        _, page = ask(port, "GET", "/accounts/login/", cookies)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "login": name, "password": password}
        response, _ = ask(port, "POST", "/accounts/login/", cookies, form)
        assert (response.status, response.headers["Location"]) == (302, "/")
        response, page = ask(port, "GET", "/", cookies)
        assert (response.status, "Storied, Stanley" in page) == (200, True)
        plan = re.search(r"/plans/[\w-]+/", page)[0]
        response, paper = ask(port, "GET", f"{plan}1/handout.pdf", cookies)
        assert (response.status, response.headers["Content-Type"], paper[:5]) == (200, "application/pdf", "%PDF-")
    finally:
        assert stop(process) == 0
    process, again = serve(machine, port)
    assert stop(process) == 0
    assert again == lines[-2:]


@pytest.mark.deep
def test_the_second_time_it_serves_within_five_seconds(machine):
    """A start with nothing to set up takes less than five seconds."""
    port = free_port()
    stop(serve(serving_machine(machine), port)[0])
    began = time.monotonic()
    process, _ = serve(machine, port)
    seconds = time.monotonic() - began
    assert stop(process) == 0
    assert seconds < 5


def suite_machine(machine, *, pytest_exits="0", beside_exits=None, postgresql="1", lint="0", browser=True):
    """A machine on which pytest, the linters and the look for PostgreSQL answer as told."""
    beside = f"echo told of PostgreSQL; exit {beside_exits or pytest_exits}"
    machine.has_venv(
        f'case "$*" in *--database-only*) {beside} ;; "-m pytest"*) exit {pytest_exits} ;;'
        f" *can_make_databases*) exit {postgresql} ;; esac"
    )
    machine.has_packages()
    for tool in ("ruff", "mypy"):
        machine.has(tool, f"exit {lint}", machine.root / ".venv/bin")
    machine.has("apt-get", "exit 100")
    if browser:
        machine.has("chromium", "exit 0")
    return machine


def test_the_suite_runs_on_both_databases(machine):
    """Where a PostgreSQL answers, the suite runs twice with the arguments given, and the last lines say so."""
    answer = suite_machine(machine, postgresql="0").run("script/test", "--deep", "-k", "supply or stop")
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[-1] == (
        "Style and types: passed. SQLite: passed. "
        "PostgreSQL: passed (what touches a database outside of a browser). Browser: there."
    )
    assert sorted(call for call in machine.called("python") if "pytest" in call) == [  # they run beside one another
        "python -m pytest -n 1 --dist worksteal --database-only --deep -k supply or stop",
        "python -m pytest -n 3 --dist worksteal --deep -k supply or stop",
    ]


def test_what_is_left_out_is_said(machine):
    """Without PostgreSQL and a browser the suite passes, and the last lines say what was left out and why."""
    answer = suite_machine(machine, browser=False).run("script/test")
    assert answer.returncode == 0
    closing = answer.stdout[answer.stdout.index("Style and types") :]
    assert "PostgreSQL: not run. Browser: not there." in closing
    assert re.search(r"Left out: the tests in a browser, because", closing)
    assert re.search(r"Left out: PostgreSQL, because no server answered", closing)
    assert "Not asked for: the long runs (script/test --deep)." in closing


def test_a_quick_run_is_on_sqlite_and_says_what_it_left_out(machine):
    """With --quick nothing is asked of PostgreSQL or a browser, style and types are looked at, and the last lines say so."""
    answer = suite_machine(machine, postgresql="0", browser=False).run("script/test", "--quick")
    assert answer.returncode == 0
    assert [call for call in machine.called("python") if "pytest" in call or "can_make" in call] == [
        "python -m pytest -n 3 --dist worksteal --quick"
    ]
    assert "Style and types: passed. SQLite: passed. PostgreSQL: not run. Browser: not run." in answer.stdout
    assert "Left out: the tests in a browser, on PostgreSQL, at random," in answer.stdout


@pytest.mark.parametrize(("asked", "left_out"), [([], " --quick"), (["--all"], "")], ids=str)
def test_the_engine_is_tested_alone(machine, asked, left_out):
    """script/test engine runs the engine's tests and nothing else, those at random with --all, and fails where one does."""
    answer = suite_machine(machine, pytest_exits="1").run("script/test", "engine", *asked, "-k", "supply")
    assert answer.returncode == 1
    assert [call for call in machine.called("python") if "pytest" in call or "can_make" in call] == [
        f"python -m pytest -p xdist -n 2 --dist worksteal{left_out} --ignore tests/engine/test_command.py tests/engine -k supply",
    ]


@pytest.mark.parametrize("lacks", [{"browser": False, "postgresql": "0"}, {"postgresql": "1"}], ids=str)
def test_where_all_is_required_leaving_out_fails(machine, lacks):
    """On the machine that decides, a missing browser or database is a failure."""
    machine.copy(".ci")
    machine.has("bash", f'exec {shutil.which("bash")} "$@"')
    assert suite_machine(machine, **lacks).run(".ci/run").returncode == 1


def test_where_all_is_required_and_there(machine):
    """On the machine that decides, everything run and passed is a success."""
    machine.copy(".ci")
    machine.has("bash", f'exec {shutil.which("bash")} "$@"')
    assert suite_machine(machine, postgresql="0").run(".ci/run").returncode == 0


@pytest.mark.parametrize("fails", [{"pytest_exits": "1"}, {"lint": "1"}, {"beside_exits": "1"}], ids=str)
def test_a_failure_is_a_failure(machine, fails):
    """A failing test or a fault of style makes the exit code say so, and the rest still runs."""
    answer = suite_machine(machine, postgresql="0", **fails).run("script/test")
    assert (answer.returncode, answer.stdout.count("FAILED") > 0) == (1, True)
    assert "told of PostgreSQL" in answer.stdout
    assert len([call for call in machine.called("python") if "pytest" in call]) == 2


def test_no_test_to_run_is_no_failure(machine):
    """A path that holds no test of a database is no failure on PostgreSQL."""
    answer = suite_machine(machine, postgresql="0", pytest_exits="5").run("script/test", "tests/engine")
    assert (answer.returncode, "SQLite: no test to run." in answer.stdout) == (0, True)


def test_the_database_to_test_on_can_be_named(machine):
    """TEST_DATABASE_URL goes before the local server."""
    suite_machine(machine).run("script/test", TEST_DATABASE_URL="postgres://db.example.org/postgres")
    looks = [call for call in machine.called("python") if "can_make_databases" in call]
    assert looks == ["python script/can_make_databases.py postgres://db.example.org/postgres"]


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "script").iterdir() if not path.suffix))
def test_scripts_are_plain_sh(script):
    """Each script starts with sh, can be run, and is read by a shell that knows no more than sh."""
    path = ROOT / "script" / script
    assert path.read_text().startswith("#!/bin/sh\n")
    assert os.access(path, os.X_OK)
    shell = shutil.which("dash") or "sh"
    assert subprocess.run([shell, "-n", path], capture_output=True, check=False).stderr == b""
    assert not re.search(r"\[\[|\blocal \w+=|<<<|\bfunction \w|\$'| == ", path.read_text())


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "Nothing is known against any of the 1 packages."),
        (
            '{"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}]}',
            3,
            "Not judged: a could not be looked up.",
        ),
        (
            '{"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "skip_reason": "not found"}]}',
            3,
            "Not judged: none of the 2 packages could be looked up.",
        ),
        ("", 3, "Not judged: pip-audit gave no answer."),
    ],
    ids=["known", "skipped", "all skipped", "offline"],
)
def test_an_audit_that_could_not_look_up_is_not_taken_for_fine(machine, answer, code, says):
    """pip-audit itself ends with 0 where it skipped every package; ours ends with 3 then, and says which it was."""
    machine.has_venv()
    tool = machine.root / ".local/tools/pip-audit==2.10.1"
    machine.has("pip-audit", f"echo '{answer}'", tool / "venv/bin")
    (tool / "installed").touch()
    said = machine.run("script/audit", "requirements.txt")
    assert (said.returncode, says in said.stdout) == (code, True), said.stdout + said.stderr


def test_an_update_that_does_not_pass_is_put_back(machine):
    """Where anything fails after packages were locked anew, the lock files are as they were, and that is said."""
    for each in ("cp", "tee"):
        (machine.bin / each).symlink_to(shutil.which(each))
    machine.copy("requirements-load.txt", "docs/licences.md", "docs/packages.cdx.json")
    machine.has_venv('case "$*" in *packages.py*) echo changed >docs/licences.md; exit 1 ;; esac')
    machine.has_packages()
    machine.has("chromium", "")
    lock = 'case "$*" in *compile*) for last do :; done; echo "$*" >"$last" ;; esac'
    machine.has("uv", lock)
    names = ("requirements.txt", "requirements-test.txt", "requirements-load.txt", "docs/licences.md")
    before = [(machine.root / name).read_text() for name in names]
    answer = machine.run("script/update", "django")
    assert answer.returncode == 1
    assert "Put back as it was: the update did not pass." in answer.stderr
    assert [call for call in machine.called("uv") if "--upgrade-package django requirements.in -o requirements.txt" in call]
    assert [(machine.root / name).read_text() for name in names] == before


def test_a_tool_of_a_lock_file_is_installed_by_its_hashes(machine):
    """What the load is made with comes from its lock file alone, into a folder of its own, and anew when the file changes."""
    for each in ("tr", "cp", "touch"):
        (machine.bin / each).symlink_to(shutil.which(each))
    machine.copy("requirements-load.txt")
    install = '[ "$2" != venv ] || { mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; }'
    machine.has("python", install, machine.root / ".venv/bin")
    first = machine.run("script/tool", "requirements-load.txt")
    assert first.returncode == 0, first.stderr
    assert [each for each in machine.called("python") if each.endswith("--require-hashes -r requirements-load.txt")]
    (machine.root / "requirements-load.txt").write_text("locust==1\n")
    assert machine.run("script/tool", "requirements-load.txt").stdout != first.stdout
