"""Measures every page of the demo clinic once for each line that comes in: what `tests.bench_growth` runs for each size."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")

import django

django.setup()

from django.test import Client

from taper_app.models import Plan, User


def main():
    """Open each page once before it is timed."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="demo"))
    asked = pages(client)
    for name, ask in asked.items():
        assert ask().status_code in (200, 302), name
    while sys.stdin.readline():
        print(json.dumps({name: timed(ask) for name, ask in asked.items()}), flush=True)


def pages(client):
    """The pages by what they are called."""
    plan = Plan.objects.filter(state="open", revisions__number=2, patient__identifier__startswith="COPY").order_by("pk")[3]
    patient = plan.patient
    family = patient.name.partition(",")[0]
    at, of = f"/plans/{plan.code}/", f"/patients/{patient.code}/"
    read = {"today": "/", "today, page 3": "/?page=3", "list": "/patients/", "list by name": "/patients/?order=name"}
    read |= {"list, mine": "/patients/?mine=1", "patient": of, "edit patient": f"{of}edit/", "plan": at}
    read |= {"timeline": f"{at}timeline/", "visit": f"{at}review/", "handout": f"{at}1/handout/", "safety": "/safety/"}
    searches = {"search name": family, "search identifier": patient.identifier, "search beginning": family[:3]}
    asked = {name: lambda to=to: client.get(to) for name, to in read.items()}
    return asked | {name: lambda text=text: client.post("/patients/", {"text": text}) for name, text in searches.items()}


def timed(work):
    """Milliseconds of processor time, and by the clock."""
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    return [(time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000]


if __name__ == "__main__":
    main()
