"""What a backup says of itself: at its beginning what has to fit before anything is read, at its end what it held."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db.migrations.loader import MigrationLoader

from taper_app import seals
from taper_app.engine import load_catalogue
from taper_app.release import version

from .refused import BackupRefused
from .snapshot import Content, Snapshot

FORMAT = 1
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
NEWEST_EVENT = "SELECT max(id) FROM taper_app_auditevent"
CHAIN_ENDS = (
    "SELECT chain, number, hash FROM taper_app_auditlink AS link WHERE number ="
    " (SELECT max(number) FROM taper_app_auditlink WHERE chain = link.chain) ORDER BY chain"
)


@dataclass(frozen=True)
class Head:
    """When a backup was made, of which database, and by which Taper."""

    format: int
    made_at: str
    vendor: str
    version: str
    catalogue: str  # digest of its data files
    migrations: list[str]

    @classmethod
    def read(cls, content: bytes) -> "Head":
        """The head of a backup. Raises BackupRefused for one of another format."""
        said = json.loads(content)
        if said.get("format") != FORMAT:
            raise BackupRefused(
                f"This backup is of format {said.get('format')}, and this Taper ({version()}) reads format {FORMAT}."
            )
        return cls(FORMAT, said["made_at"], said["vendor"], said["version"], said["catalogue"], said["migrations"])


@dataclass(frozen=True)
class Foot:
    """What a backup holds: known when all of it was read."""

    data_sha256: str
    tables: dict[str, Content]
    events: "Events"
    seal: str  # over head and foot, under the key of the record

    @classmethod
    def read(cls, content: bytes) -> "Foot":
        """The foot of a backup."""
        said = json.loads(content)
        tables = {name: Content(each["rows"], each["sha256"]) for name, each in said["tables"].items()}
        events = Events(said["events"]["newest"], said["events"]["chains"])
        return cls(said["data_sha256"], tables, events, said["seal"])


@dataclass(frozen=True)
class Events:
    """Where the audit events end: the number of the last one, and of each chain its number, its last link and that one's hash."""

    newest: int | None
    chains: list[list[object]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Events":
        """Where they end in this database."""
        ((newest,),) = snapshot.ask(NEWEST_EVENT)
        return cls(newest, [list(each) for each in snapshot.ask(CHAIN_ENDS)])


def as_json(value: Any) -> bytes:
    """As a backup keeps it, and a person can read it."""
    return json.dumps(asdict(value), indent=1, sort_keys=True).encode() + b"\n"


def head_of(snapshot: Snapshot, vendor: str, at: datetime) -> Head:
    """What can be said of this database before it is read."""
    done = [f"{app}.{name}" for app, name in snapshot.ask(MIGRATIONS)]
    return Head(FORMAT, at.isoformat(timespec="seconds"), vendor, version(), load_catalogue().digest, done)


def foot_of(snapshot: Snapshot, head: Head, data_sha256: str) -> Foot:
    """What can be said of it once it was read."""
    unsealed = Foot(data_sha256, snapshot.contents(), Events.of(snapshot), "")
    return replace(unsealed, seal=seals.seal(*what_is_sealed(head, unsealed)))


def what_is_sealed(head: Head, foot: Foot) -> tuple[object, ...]:
    """What the seal of a backup is taken of."""
    return "backup", asdict(head), asdict(replace(foot, seal=""))


def refuse_unfitting(head: Head, vendor: str) -> None:
    """Raises BackupRefused for a backup of another database program, or of an older or newer Taper."""
    if head.vendor != vendor:
        raise BackupRefused(f"This is a backup of {head.vendor}, and DATABASE_URL names {vendor}.")
    here = {f"{app}.{name}" for app, name in MigrationLoader(None).graph.nodes}
    found = set(head.migrations)
    if more := sorted(found - here):
        raise BackupRefused(
            f"This backup is of a newer Taper ({head.version}), which has {more[-1]}: restore it with that version."
        )
    if fewer := sorted(here - found):
        raise BackupRefused(
            f"This backup is of an older Taper ({head.version}), before {fewer[0]}:"
            " restore it with that version, then upgrade it."
        )
