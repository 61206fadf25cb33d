"""The render child: what it may read, what happens when it hangs or dies, and that it never outlives its worker."""

import gc
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from taper_app.handouts import child, render
from taper_app.handouts.asking import CHILD, RenderFailed, frame, seconds_for
from taper_app.handouts.child import STATIC
from taper_app.handouts.render import Renderer, render_pdf
from taper_app.handouts.shared import WAIT_SECONDS, Late, Shared, answered_after
from tests.handouts.cost import bare, bare_page, calls
from tests.handouts.from_stored import large_handout, patient_handout
from tests.handouts.lengths import of_length
from tests.handouts.paper import Paper

ROOT = Path(__file__).parents[2]
PAGE = '<!DOCTYPE html><html lang="en"><title>{0}</title><p>{0}'

pytestmark = pytest.mark.long  # processes are started, hung and killed

# A child that is ours in all but one thing. Only a test can name another program than ours to run.
TROUBLED = """
import os, signal, sys
sys.path.insert(0, {folder!r})
import child
honest = child.answer
def answer(html):
    if "<p>hang" in html: signal.pause()
    if "<p>spin" in html:
        while True: pass
    if "<p>die" in html: os._exit(3)
    if "<p>crash" in html: os.kill(os.getpid(), signal.SIGSEGV)
    if "<p>stop" in html: os.kill(os.getpid(), signal.SIGSTOP)
    if "<p>slow" in html: signal.sigtimedwait([], 1)
    if "<p>talk" in html: os.write(1, b"noise")
    return honest(html)
child.answer = answer
child.main()
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Where that child stands."""
    path = tmp_path_factory.mktemp("child") / "troubled.py"
    path.write_text(TROUBLED.format(folder=str(CHILD.parent)))
    return path


@pytest.fixture(scope="module")
def troubled(program):
    """A renderer with that child, which waits two seconds for an answer."""
    renderer = Renderer(program, limit=lambda _: 2)
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def shared(program):
    """Two such children that are shared, with four seconds for a page of a few words."""
    children = Shared(2, program, limit=lambda octets: 4 if octets < 1000 else 60, patience=lambda _: 60)
    yield children
    children.close()


def is_gone(pid):
    """No such process, not even a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def ended_within(pid, seconds):
    """Whether a process that is not ours to wait for ends in time."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([watched], [], [], seconds)
    os.close(watched)
    return bool(ended)


def in_python(code):
    """A program of its own, from the checkout."""
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_html_becomes_a_pdf():
    """The child answers with the page as a PDF that says what the page says."""
    assert Paper(render_pdf(PAGE.format("Take one"))).text(0) == "Take one"


@pytest.mark.parametrize("trouble", ["hang", "spin"])
def test_a_child_that_hangs_is_killed(troubled, trouble):
    """The process that makes PDFs is ended when it hangs; the next render works, and no zombie stays."""
    troubled.render(PAGE.format("fine"))
    hung = troubled._process.pid
    with pytest.raises(RenderFailed, match="no answer in 2 seconds"):
        troubled.render(PAGE.format(trouble))
    assert is_gone(hung)
    assert troubled.render(PAGE.format("fine again")).startswith(b"%PDF")


@pytest.mark.parametrize("trouble", ["die", "crash"])
def test_a_child_that_dies_is_started_again(troubled, trouble):
    """A process that dies while it makes a PDF is started again: that one cannot be made, and the next one is."""
    with pytest.raises(RenderFailed, match="died"):
        troubled.render(PAGE.format(trouble))
    assert troubled.render(PAGE.format("fine again")).startswith(b"%PDF")


def test_a_child_that_died_between_two_renders_is_not_missed(troubled):
    """A child that was killed while it waited is replaced without anybody noticing."""
    troubled.render(PAGE.format("fine"))
    pid = troubled._process.pid
    os.kill(pid, signal.SIGKILL)
    assert ended_within(pid, 5)
    assert troubled.render(PAGE.format("fine again")).startswith(b"%PDF")


def test_the_child_is_kept_warm(troubled):
    """One child makes one page after the other."""
    troubled.render(PAGE.format("one"))
    pid = troubled._process.pid
    troubled.render(PAGE.format("two"))
    assert troubled._process.pid == pid


@pytest.mark.deep
def test_the_child_does_not_grow():
    """After 500 handouts the child holds less than 15 MB more than after its first ones."""
    renderer, page = Renderer(), patient_handout(of_length(6))
    for _ in range(10):
        renderer.render(page)
    before = resident_mb(renderer._process.pid)
    for _ in range(500):
        renderer.render(page)
    grown = resident_mb(renderer._process.pid) - before
    renderer.close()
    assert grown < 15


def resident_mb(pid):
    """The memory that a process holds."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def test_what_libraries_print_is_not_taken_for_an_answer(troubled):
    """A library that writes to standard output spoils no answer."""
    assert Paper(troubled.render(PAGE.format("talk"))).text(0) == "talk"


def test_a_page_larger_than_any_pipe():
    """A page of some megabytes goes through, and so does the next one."""
    assert render_pdf(PAGE.format("large") + "<!--" + "x" * 3_000_000 + "-->").startswith(b"%PDF")
    assert render_pdf(PAGE.format("small")).startswith(b"%PDF")


def test_a_program_that_is_no_child_is_refused(tmp_path):
    """Where the child cannot start, the render fails and leaves nothing running."""
    program = tmp_path / "broken.py"
    program.write_text("raise SystemExit(1)")
    renderer = Renderer(program)
    with pytest.raises(RenderFailed, match="died"):
        renderer.render(PAGE.format("x"))
    assert renderer._process is None


def test_one_page_at_a_time():
    """Threads that ask at once each get their own page."""
    made = {}

    def make(word):
        made[word] = Paper(render_pdf(PAGE.format(word))).text(0)

    threads = [threading.Thread(target=make, args=(f"page{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {f"page{number}": f"page{number}" for number in range(6)}


def test_the_child_knows_no_secrets(monkeypatch):
    """The process that makes PDFs has neither the secret key nor the database's address in its environment."""
    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@db/taper")
    renderer = Renderer()
    renderer.render(PAGE.format("x"))
    environment = Path(f"/proc/{renderer._process.pid}/environ").read_bytes()
    renderer.close()
    assert b"secret" not in environment


# Life and death with the worker ------------------------------------------------------------------

SHOW = f"render.render_pdf({PAGE.format('x')!r}); print(render._RENDERER._process.pid, flush=True)"
RENDER = f"from taper_app.handouts import render; {SHOW}"


def test_the_child_ends_with_its_worker():
    """A worker that ends takes its child with it."""
    worker = in_python(RENDER)
    out, _ = worker.communicate()
    assert worker.returncode == 0
    assert is_gone(int(out))


def test_the_child_ends_when_its_worker_is_killed():
    """A worker that is killed without a word leaves no child behind."""
    worker = in_python(f"{RENDER}; import time; time.sleep(60)")
    child = int(worker.stdout.readline())
    worker.kill()
    worker.communicate()
    assert ended_within(child, 10)


def test_a_forked_worker_has_a_child_of_its_own():
    """After a fork, even in the middle of another thread's render, each process has its own child, and the parent's goes on."""
    forked = f"""
import os
{RENDER}
render._RENDERER._lock.acquire()
pid = os.fork()
if not pid:
    {SHOW}
    render._RENDERER.close()
    os._exit(0)
os.wait()
render._RENDERER._lock.release()
{SHOW}
"""
    out, _ = in_python(forked).communicate(timeout=60)
    first, forked, again = out.split()
    assert first == again != forked


# How long it may take ----------------------------------------------------------------------------


def test_a_page_of_more_steps_may_take_longer():
    """A plan of 104 rows in large print has the 18 seconds that it took on a busy machine, and no page waits a minute."""
    large, short = (len(written(of_length(rows)).encode()) for written, rows in ((large_handout, 104), (patient_handout, 13)))
    assert seconds_for(0) < seconds_for(short) < 30 < 2 * 18 < seconds_for(large)
    assert seconds_for(1_000_000) < WAIT_SECONDS < 60


def test_a_slow_child_is_waited_for_by_the_length_of_its_page(program):
    """What is too long for a short page is not for a long one: the same slow child is killed over the first alone."""
    renderer = Renderer(program, limit=lambda octets: 0.5 if octets < 1000 else 30)
    with pytest.raises(RenderFailed, match="no answer"):
        renderer.render(PAGE.format("slow"))
    assert renderer.render(PAGE.format("slow") + " " * 1000).startswith(b"%PDF")
    renderer.close()


def test_a_page_costs_little_more_than_its_table():
    """What WeasyPrint calls for the handout of half a year is at most three and a half times what a bare table of its rows takes.

    Calls are counted, which no other work on the machine changes; `script/bench papers` has the times.
    """
    page = patient_handout(of_length(26))
    plain = bare_page(page)
    assert calls(lambda: child.render(page)) <= 3.5 * calls(lambda: bare(plain))


def test_nobody_looks_for_garbage_while_a_page_is_made():
    """Python's look for garbage among so many objects takes a third of the time; it waits until the answer is out."""
    looks = []
    gc.callbacks.append(lambda phase, _info: looks.append(phase))
    child.render(PAGE.format("x" * 1000))
    gc.callbacks.pop()
    assert looks == [] and gc.isenabled()


# Children that all workers share -----------------------------------------------------------------


def asked(shared, page):
    return shared.render(page)


def below(pid):
    """The children of a process."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_shared_children_make_the_same_bytes(shared):
    """A paper is the same, whichever child of whichever process makes it."""
    page = patient_handout(of_length(6))
    assert {asked(shared, page) for _ in range(3)} == {render_pdf(page)}


@pytest.mark.parametrize("trouble", ["hang", "spin", "stop", "crash", "die"])
def test_a_shared_child_in_trouble_is_replaced(shared, trouble):
    """One that hangs, is stopped, crashes or ends makes that paper fail and no other, and no zombie stays."""
    asked(shared, PAGE.format("fine"))
    with pytest.raises(RenderFailed, match="died"):
        asked(shared, PAGE.format(trouble))
    assert all(asked(shared, PAGE.format("fine again")).startswith(b"%PDF") for _ in range(3))
    for _ in range(100):  # the one that ended is forked anew beside what is answered
        if len(below(shared.process.pid)) == 2:
            break
        select.select([], [], [], 0.05)
    assert len(below(shared.process.pid)) == 2


def test_who_asks_is_told_soon_that_a_page_takes_longer_and_is_given_it_later(program, monkeypatch):
    """It is made all the same, once, and whoever asks again has it; until then another page of the same user is not begun."""
    children = Shared(1, program, patience=lambda octets: 0.1 if octets < 1000 else 60)
    slow = PAGE.format("slow")
    with pytest.raises(Late):
        children.render(slow, "7")
    monkeypatch.setattr(children, "_asked", None)  # nothing more may be asked of a child
    with pytest.raises(Late, match="earlier page"):
        children.render(PAGE.format("fine"), "7")
    monkeypatch.setattr(children, "_patience", lambda _: 60)
    assert children.render(slow, "7").startswith(b"%PDF")
    monkeypatch.undo()
    children.close()


def test_a_page_that_hangs_has_failed_when_its_child_was_ended(program):
    """Whoever asked is told after the wait, not after the end of the child; then that it failed, and it is not tried again."""
    children = Shared(1, program, limit=lambda _: 1, patience=lambda _: 0.1)
    with pytest.raises(Late):
        children.render(PAGE.format("hang"), "7")
    children._patience = lambda _: 60
    with pytest.raises(RenderFailed, match="was ended") as failed:
        children.render(PAGE.format("hang"), "7")
    assert type(failed.value) is RenderFailed
    assert children.render(PAGE.format("fine"), "7").startswith(b"%PDF")
    children.close()


def test_the_wait_is_under_three_seconds_for_a_plan_of_a_year():
    """Whoever asks for a handout of 52 steps in large print is answered within the three seconds in which every fault is; a page
    of far more steps may take twice what it costs."""
    assert answered_after(len(large_handout(of_length(52)).encode())) < 3
    assert answered_after(300_000) > 3


def test_a_worker_that_is_killed_leaves_its_turn_to_others(shared):
    """Who asked and is gone, or sent half a page, is not waited for."""
    for sent in (frame(PAGE.format("x").encode(), 60), b"\0" * 9):
        for _ in range(2):
            with shared.line() as line:
                line.sendall(sent)
    assert asked(shared, PAGE.format("fine")).startswith(b"%PDF")


def test_only_our_account_reaches_them_and_they_know_no_secret(monkeypatch):
    """Socket and folder are closed to others, and no process of theirs has a secret in its environment."""
    monkeypatch.setenv("SECRET_KEY", "a secret")
    children = Shared(1)
    assert children.wait_until_warm(60)
    place = Path(children.address)
    assert [each.stat().st_mode & 0o777 for each in (place, place.parent)] == [0o600, 0o700]
    pids = [children.process.pid, *below(children.process.pid)]
    assert len(pids) == 2 and not any(b"secret" in Path(f"/proc/{pid}/environ").read_bytes() for pid in pids)
    children.close()
    assert all(map(is_gone, pids)) and not place.parent.exists()


def test_shared_children_are_warm_before_anything_is_asked():
    """A server serves from when one of them has answered: the first paper does not wait for the start of a child."""
    served = in_python("""
from taper_app import wsgi
from taper_app.handouts import render
pool = render._SHARED.process.pid
print(open(f"/proc/{pool}/task/{pool}/children").read(), flush=True)
""")
    out, _ = served.communicate(timeout=60)
    assert len(out.split()) == os.cpu_count()  # they are forked from one that is warm


@pytest.mark.parametrize("signals", [[], [signal.SIGTERM], [signal.SIGINT, signal.SIGTERM]], ids=["alone", "told", "told twice"])
@pytest.mark.parametrize(
    "how", ["render.share_children(); render.wait_for_children()", f"render.render_pdf({PAGE.format('x')!r})"]
)
def test_no_font_is_left_behind(tmp_path, how, signals):
    """Whatever a child wrote goes when whoever it works for is killed, or all processes of a server are told to end."""
    begun = f"from taper_app.handouts import render; {how}; print(flush=True); import time; time.sleep(60)"
    tells = {"cwd": ROOT, "stdout": subprocess.PIPE, "text": True, "env": os.environ | {"TMPDIR": str(tmp_path)}}
    worker = subprocess.Popen([sys.executable, "-c", begun], start_new_session=True, **tells)
    worker.stdout.readline()
    pids = below(worker.pid)
    assert [*tmp_path.iterdir()] and pids
    for each in signals:
        os.killpg(worker.pid, each)
    worker.kill()
    worker.communicate()
    assert all(ended_within(pid, 10) for pid in pids)
    assert [*tmp_path.iterdir()] == []


def test_a_child_that_is_killed_leaves_no_font_behind(troubled, tmp_path, monkeypatch):
    """So it is with one that hung and is ended by whoever it works for."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    troubled.close()
    with pytest.raises(RenderFailed, match="no answer"):
        troubled.render(PAGE.format("hang"))
    assert [*tmp_path.iterdir()] == []


def test_without_shared_children_a_worker_has_its_own(monkeypatch, program):
    """Where all that is shared is killed, the next paper is made by a child of the worker's own, and no shared one is left."""
    children = Shared(2, program)
    assert children.wait_until_warm(60)
    monkeypatch.setattr(render, "_SHARED", children)
    assert render_pdf(PAGE.format("x")).startswith(b"%PDF")
    forked = below(children.process.pid)
    children.process.kill()
    assert all(ended_within(pid, 10) for pid in forked)
    assert children.line() is None
    assert render_pdf(PAGE.format("x")).startswith(b"%PDF")
    children.close()
    shutil.rmtree(Path(children.address).parent)


def test_shared_children_end_with_the_last_worker():
    """A server that is killed leaves them to its workers; when the last of these is killed they end, and their socket goes."""
    worker = in_python(f"""
import os, time
from taper_app.handouts import render
render.share_children()
render.wait_for_children()
if not os.fork():
    render.render_pdf({PAGE.format("x")!r})
    print(os.getppid(), os.getpid(), render._SHARED.process.pid, render._SHARED.address, flush=True)
time.sleep(60)
""")
    server, last, pool, address = worker.stdout.readline().split()
    forked = below(pool)
    assert len(forked) == os.cpu_count()
    worker.kill()
    assert ended_within(int(server), 10) and not is_gone(int(pool)) and Path(address).exists()
    os.kill(int(last), signal.SIGKILL)
    assert all(ended_within(int(pid), 10) for pid in (pool, *forked))
    assert not Path(address).parent.exists()
    worker.communicate()


def test_workers_that_follow_others_have_new_children():
    """Where a server starts new workers in place of old ones, the new get new children, and those of before end with the last."""
    server = in_python(f"""
import os, time
from taper_app.handouts import render
pools = []
for _ in range(2):
    render.share_children()
    render.wait_for_children()
    pools.append(render._SHARED.process.pid)
    worker = os.fork()
    if not worker:
        assert render.render_pdf({PAGE.format("x")!r})
        print(os.getpid(), *pools, flush=True)
        time.sleep(60)
time.sleep(60)
""")
    told = sorted((server.stdout.readline().split() for _ in range(2)), key=len)
    (old, first), (new, _first, second) = (list(map(int, each)) for each in told)
    assert not is_gone(first) and first != second
    os.kill(old, signal.SIGKILL)
    assert ended_within(first, 10) and not is_gone(second)
    server.kill()
    os.kill(new, signal.SIGKILL)
    assert ended_within(second, 10)
    server.communicate()


# What it may read --------------------------------------------------------------------------------

PASSWORDS = "file:///etc/passwd"
SETTINGS = (STATIC / "print" / ".." / ".." / "manage.py").as_posix()
FORBIDDEN = {
    "an image": f'<img alt="" src="{PASSWORDS}">',
    "an image elsewhere": '<img alt="" src="http://127.0.0.1:9/x.png">',
    "an image over TLS": '<img alt="" src="https://127.0.0.1:9/x.png">',
    "an image by FTP": '<img alt="" src="ftp://127.0.0.1:9/x.png">',
    "an image in the address": '<img alt="" src="data:image/svg+xml,<svg/>">',
    "a way out of our folder": f'<img alt="" src="file://{SETTINGS}">',
    "a hidden way out of our folder": f'<img alt="" src="file://{SETTINGS.replace("..", "%2e%2e")}">',
    "a host in a file's address": f'<img alt="" src="file://127.0.0.1{STATIC}/print/tick.svg">',
    "a file of ours that is not there": f'<img alt="" src="file://{STATIC}/print/nothing.svg">',
    "a relative address": '<img alt="" src="x.png">',
    "a stylesheet": f'<link rel="stylesheet" href="{PASSWORDS}">',
    "an import": f'<style>@import url("{PASSWORDS}");</style>',
    "a background": f'<p style="background: url({PASSWORDS})">x',
    "a list's mark": f'<ul><li style="list-style-image: url({PASSWORDS})">x</ul>',
    "a font": f'<style>@font-face {{ font-family: X; src: url("{PASSWORDS}") }} p {{ font-family: X }}</style>',
    "an attachment": f'<link rel="attachment" href="{PASSWORDS}">',
    "an attachment of a link": f'<a rel="attachment" href="{PASSWORDS}">x</a>',
    "an object": f'<object data="{PASSWORDS}"></object>',
    "an embedded file": f'<embed src="{PASSWORDS}">',
    "an image in a drawing": (
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{PASSWORDS}" width="9" height="9"/></svg>'
    ),
}


@pytest.mark.parametrize("markup", FORBIDDEN.values(), ids=FORBIDDEN)
def test_only_our_own_files_are_read(markup):
    """A page that asks for anything but our own fonts and print files ends its render, and the next one works."""
    with pytest.raises(RenderFailed, match="not one of our own files"):
        render_pdf(PAGE.format("x") + markup)
    assert render_pdf(PAGE.format("x")).startswith(b"%PDF")


def test_why_there_is_no_pdf_quotes_nothing_of_the_page(monkeypatch):
    """What an error says may quote a patient's page, and why there is no PDF goes to the log: it has the kind and place alone."""

    def quoting(html):
        raise ValueError(f"cannot lay out {html}")

    monkeypatch.setattr(child, "render", quoting)
    assert re.fullmatch(r"ValueError at test_render\.py:\d+", child.answer("Rowan Example").removeprefix(child.FAILED).decode())


@pytest.mark.parametrize("name", ["morning", "midday", "evening", "night", "half", "quarter", "tick", "over"])
def test_our_own_files_are_read(name):
    """The pictures of the paper are found."""
    picture = (STATIC / "print" / f"{name}.svg").as_uri()
    assert render_pdf(f'{PAGE.format("x")}<img alt="x" src="{picture}">').startswith(b"%PDF")
