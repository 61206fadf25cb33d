"""The page that the code on a handout opens without signing in: its address, and whose it is.

An address holds the plan's code, the number of the revision and a secret, which is an HMAC of both under the record's key. So no
secret is stored, a reprint has the same code, and every earlier code is void once the counts that go into it are another: that of
the clinic grows when it switches codes off, that of the patient when a paper was lost.
"""

import hmac

from django.conf import settings
from django.urls import reverse

from taper_app.models import Clinic, Revision
from taper_app.seals import keys, under

LETTERS = "bcdfghjkmpqrtvwx"
"""What a secret is written in, four bits each: no figures, which stand before units, and no vowels, which make words."""
LENGTH = 32
TO_LETTERS = str.maketrans("0123456789abcdef", LETTERS)


def is_on(clinic: Clinic) -> bool:
    """Whether handouts of this clinic have a code: it has to choose so, and the site has to have a public address."""
    return clinic.public_pages and bool(settings.PUBLIC_ADDRESS)


def address(revision: Revision, language: str = "") -> str:
    """What the code on a handout in this language says; empty where the clinic has none."""
    plan = revision.plan
    if not is_on(plan.patient.clinic):
        return ""
    counts = plan.patient.clinic.public_pages_withdrawn, plan.patient.public_pages_withdrawn
    made = secret(keys()[0], (plan.code, revision.number, *counts))
    path = reverse("public_page", args=[plan.code, revision.number, made])
    return f"{settings.PUBLIC_ADDRESS}{path}{f'?language={language}' if language else ''}"


def opened_by(code: str, number: int, given: str) -> Revision | None:
    """The revision that an address is of; None where it is of none, or of none any more.

    Whatever is asked for costs the same: one question to the database, and an HMAC under each key.
    """
    found = Revision.objects.filter(plan__code=code, number=number).values_list(
        "pk",
        "plan__patient__clinic__public_pages",
        "plan__patient__clinic__public_pages_withdrawn",
        "plan__patient__public_pages_withdrawn",
    )
    row = found.first()
    chosen, *counts = row[1:] if row else (False, 0, 0)
    fits = [hmac.compare_digest(secret(key, (code, number, *counts)), given) for key in keys()]
    if not (row and chosen and settings.PUBLIC_ADDRESS and any(fits)):
        return None
    return Revision.objects.select_related("plan__patient__clinic").get(pk=row[0])


def secret(key: str, of: tuple[object, ...]) -> str:
    """The secret of a paper under this key: 128 bits."""
    return under(key, ("public page", *of))[:LENGTH].translate(TO_LETTERS)
