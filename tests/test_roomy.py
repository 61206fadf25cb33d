"""Room for the frames of calls."""

import resource
from threading import Thread

from taper_app.roomy import with_room

DEEP, TIMES = 400, 20


def nothing():
    return None


def most_faults(deep=DEEP):
    """The most pages of memory that one of so many nested calls had to be given while it called another a few times."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(TIMES):
        nothing()
    here = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before
    return max(here, most_faults(deep - 1)) if deep else here


def in_a_thread(*call):
    """What this call returns where no frame is below it."""
    found = []
    thread = Thread(target=lambda: found.append(call[0](*call[1:])))
    thread.start()
    thread.join()
    return found[0]


def test_no_loop_is_given_memory_again_at_each_call():
    """Whatever the depth of a call, what it calls again and again finds room; without it some depths pay each time."""
    assert in_a_thread(with_room, most_faults) < TIMES <= in_a_thread(most_faults)
