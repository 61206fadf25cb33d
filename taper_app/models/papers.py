"""Papers that were made once, and the numbers that all workers share: both can be made again at any time."""

from django.db import models

from .constraints import filled


class KeptPaper(models.Model):
    """A paper that was made once. It is never printed from but with its seal compared, and can be made again at any time."""

    key = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    seal = models.CharField(max_length=64)  # over all of the above
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = filled("media_type", "seal")

    def __str__(self) -> str:
        return f"paper {self.key}"


class CachedNumbers(models.Model):
    """An entry of the cache, which holds numbers alone: how often somebody tried to sign in, and when."""

    key = models.CharField(max_length=255, primary_key=True)
    numbers = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key
