"""Several at the same moment, each with a connection of its own to the database."""

import threading

from django.db import connection


def at_once(*acts):
    """What each act, run in a thread of its own at the same moment, came to."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            together.wait(timeout=20)
            outcomes.append(act())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
