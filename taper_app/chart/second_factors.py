"""What somebody signs in with beside the password: an app that shows codes, passkeys, and codes on paper."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from taper_app.models import Clinic, User

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor. Recovery codes alone do not: they are for the day on which it is lost."""


@dataclass(frozen=True)
class Factors:
    """Those of one account; each as allauth's row."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes: Authenticator | None

    @property
    def are_enough(self) -> bool:
        """Whether there is a second factor."""
        return bool(self.app or self.passkeys)

    @property
    def codes_left(self) -> int:
        """How many recovery codes are not used yet."""
        return len(self.codes.wrap().get_unused_codes()) if self.codes else 0


def factors_of(user: User) -> Factors:
    """All that the account has."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    of_kind = {kind: [each for each in rows if each.type == kind] for kind in Authenticator.Type}
    app, codes = of_kind[Authenticator.Type.TOTP], of_kind[Authenticator.Type.RECOVERY_CODES]
    return Factors(app[0] if app else None, of_kind[Authenticator.Type.WEBAUTHN], codes[0] if codes else None)


def has_second_factor(user: User) -> bool:
    """Whether the account has one."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND).exists())


def has_passkey(user: User) -> bool:
    """Whether the account can be shown to be one's own by a touch."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def who_have_one(clinic: Clinic) -> set[int]:
    """The accounts of a clinic that have a second factor."""
    return set(Authenticator.objects.filter(user__clinic=clinic, type__in=SECOND).values_list("user", flat=True))
