"""Where somebody is signed in: a browser, from an address of the network, since when."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from .user import User


class BrowserSession(AbstractBaseSession):
    """A session; of somebody who is signed in it says who, where, and when it was last used."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="browser_sessions", null=True)
    began_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    address = models.TextField(default="")
    device = models.TextField(default="")

    class Meta:
        ordering = ["-used_at"]
