"""What Taper is made of, for people and for machines: docs/licences.md, and docs/packages.cdx.json (CycloneDX 1.5).

    .venv/bin/python script/packages.py          writes both
    .venv/bin/python script/packages.py --check  fails where they are not what the lock file and the vendored files come to

Versions and hashes are those of requirements.txt, licences what each installed package says of itself. Nothing of the day or the
machine is in it, so that the same lock file gives the same bytes.
"""

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LICENCES, SBOM = ROOT / "docs" / "licences.md", ROOT / "docs" / "packages.cdx.json"
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
NOT_ON_EVERY_MACHINE = {"brotlicffi": "MIT"}
"""Packages of other Pythons, which cannot be asked here."""
IN_ITS_FILE = {"pyrage": "MIT"}
"""Packages that say nothing of their licence but in its own text."""


class Part(NamedTuple):
    """Something that Taper comes with or installs: its licence is an SPDX expression, its hashes those of the lock file."""

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...] = ()
    address: str = ""


VENDORED = {
    "static/vendor/bootstrap/VERSION": ("bootstrap", "MIT"),
    "static/vendor/htmx/VERSION": ("htmx.org", "0BSD"),
}
FONTS = ("Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew")


def installed(lock: str) -> list[Part]:
    """The packages of a lock file. Raises KeyError for a licence that has no SPDX name here: it is looked up and added above."""
    return [
        Part(found["name"], found["version"], licence_of(found["name"]), tuple(HASH.findall(found["rest"])), address(found))
        for found in PINNED.finditer(lock)
    ]


def address(found: re.Match[str]) -> str:
    """A package as a package URL."""
    return f"pkg:pypi/{found['name']}@{found['version']}"


def licence_of(name: str) -> str:
    """What a package says of its licence, as an SPDX expression; of several it is one's own choice."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return NOT_ON_EVERY_MACHINE[name]
    if expression := said.get("License-Expression"):
        return expression
    kinds = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License ::")]
    return " OR ".join(BY_CLASSIFIER[each] for each in kinds) or said.get("License") or IN_ITS_FILE[name]


def vendored() -> list[Part]:
    """What lies in static/: styles, script and fonts, by the versions beside them."""
    parts = []
    for path, (name, licence) in VENDORED.items():
        version = (ROOT / path).read_text(encoding="utf-8").split()[1].rstrip(",")
        parts.append(Part(name, version, licence, address=f"pkg:npm/{name}@{version}"))
    fonts = (ROOT / "static/fonts/README").read_text(encoding="utf-8")
    return parts + [Part(name, re.findall(rf"{name} (\d+\.\d+)", fonts)[0], "OFL-1.1") for name in FONTS]


def bill(version: str, parts: list[Part]) -> str:
    """The parts as CycloneDX."""
    whole = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "taper", "name": "taper", "version": version}},
        "components": [component(each) for each in parts],
        "dependencies": [{"ref": "taper", "dependsOn": [reference(each) for each in parts]}],
    }
    return json.dumps(whole, indent=1) + "\n"


def reference(part: Part) -> str:
    return part.address or f"{part.name} {part.version}"


def component(part: Part) -> dict[str, object]:
    """One part. A package has a file for each platform and a hash for each: as properties, for `hashes` are of one file."""
    said: dict[str, object] = {
        "type": "library" if part.address else "file",
        "bom-ref": reference(part),
        "name": part.name,
        "version": part.version,
        "licenses": [{"expression": part.licence}],
    }
    if part.address:
        said["purl"] = part.address
    if part.hashes:
        said["properties"] = [{"name": "taper:sha256", "value": each} for each in part.hashes]
    return said


def table(version: str, packages: list[Part], brought: list[Part]) -> str:
    """The licences for people."""
    return f"""# Licences of what Taper {version} is made of

Made by `script/packages.py`: a change of it by hand is lost. Taper's own licence is in `LICENSE`, and `NOTICE` says what else
keeps terms of its own.

## Installed, as requirements.txt has it

{rows(packages)}

## In static/

{rows(brought)}
"""


def rows(parts: list[Part]) -> str:
    return "\n".join(
        ["| what | version | licence |", "|---|---|---|", *(f"| {p.name} | {p.version} | {p.licence} |" for p in parts)]
    )


def made() -> dict[Path, str]:
    """Both files as they have to be."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    packages, brought = installed((ROOT / "requirements.txt").read_text(encoding="utf-8")), vendored()
    return {LICENCES: table(version, packages, brought), SBOM: bill(version, packages + brought)}


def main() -> None:
    """Writes them, or with --check says which are not true."""
    for path, text in made().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(ROOT)} is not true: run .venv/bin/python script/packages.py")


if __name__ == "__main__":
    main()
