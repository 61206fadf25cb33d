"""The cache that rate limits use: a table of numbers, from which nothing can be run."""

import base64
import pickle
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from taper_app.models import CachedNumbers

APP = Path(__file__).parents[2] / "taper_app"
pytestmark = pytest.mark.django_db


def test_numbers_come_back(monday):
    """A number and a list of numbers come back until their time is over; of what is not there, what was asked for instead."""
    cache.set("tries", [1.5, 2], 60)
    cache.set("once", 3, None)
    assert (cache.get("tries"), cache.get("once"), cache.get("never", "none")) == ([1.5, 2], 3, "none")
    monday.shift(timedelta(seconds=61))
    assert (cache.get("tries", []), cache.get("once")) == ([], 3)
    assert cache.touch("once", 5) and not cache.touch("tries", 5)
    monday.shift(timedelta(seconds=6))
    assert cache.get("once") is None


def test_a_lock_is_had_by_one(monday):
    """What is added is there for the first alone, until it is deleted or its time is over."""
    assert [cache.add("lock", True, 10), cache.add("lock", True, 10)] == [True, False]
    assert [cache.delete("lock"), cache.delete("lock")] == [True, False]
    assert cache.add("lock", True, 10)
    monday.shift(timedelta(seconds=11))
    assert cache.add("lock", True, 10)
    cache.clear()
    assert not CachedNumbers.objects.exists()


def test_a_version_is_another_key(monday):
    """What is kept, read, added to, prolonged and deleted of one version leaves another alone."""
    cache.set("tries", 1, version=1)
    cache.set("tries", 2, version=2)
    assert (cache.get("tries", version=1), cache.get("tries", version=2)) == (1, 2)
    assert cache.touch("tries", 5, version=2) and not cache.touch("tries", 5, version=3)
    assert cache.delete("tries", version=2) and not cache.delete("tries", version=2)
    assert (cache.get("tries", version=1), cache.get("tries", version=2)) == (1, None)
    assert cache.add("tries", 3, version=2) and not cache.add("tries", 3, version=1)


def test_what_is_kept_without_a_time_holds_for_the_usual_one(monday):
    """Five minutes, which is Django's own."""
    cache.set("tries", 1)
    cache.add("lock", True)
    monday.shift(timedelta(seconds=299))
    assert (cache.get("tries"), cache.get("lock")) == (1, True)
    monday.shift(timedelta(seconds=2))
    assert (cache.get("tries"), cache.get("lock")) == (None, None)


def test_what_is_over_makes_room(monday):
    """Entries that hold no longer are taken away when another comes."""
    for number in range(5):
        cache.set(f"key-{number}", number, 10)
    monday.shift(timedelta(seconds=11))
    cache.set("key", 1, 10)
    assert CachedNumbers.objects.count() == 1


@pytest.mark.parametrize("value", ["text", b"bytes", {"a": 1}, [["nested"]], None, object()], ids=["text", *"bdlno"])
def test_nothing_but_numbers_is_kept(value):
    """Text, objects and whatever else could hold a patient's data or code are refused."""
    with pytest.raises(TypeError, match="holds numbers"):
        cache.set("key", value)


class Trap:
    """Makes a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_planted_pickle_is_never_run(client, tmp_path, monday):
    """A pickle in the cache or in any text column of any table that a sign-in reads is data, and stays it."""
    planted = base64.b64encode(pickle.dumps(Trap(tmp_path / "ran"))).decode()
    for _ in range(2):
        assert client.post("/accounts/login/", {"login": "ash", "password": "wrong"}).status_code == 200
    assert CachedNumbers.objects.exists()
    CachedNumbers.objects.update(numbers=planted)
    assert client.post("/accounts/login/", {"login": "ash", "password": "wrong"}).status_code == 200
    assert not (tmp_path / "ran").exists()


def test_no_pickle_is_read_from_the_database():
    """No module of ours uses pickle, no cache is one of Django's, which do, sessions are JSON, and no other table is left."""
    assert [path.name for path in APP.rglob("*.py") if re.search(r"import pickle|pickle\.", path.read_text())] == []
    assert {each["BACKEND"] for each in settings.CACHES.values()} == {"taper_app.actions.number_cache.NumberCache"}
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    assert set(connection.introspection.table_names()) <= ours
