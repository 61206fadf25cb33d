"""What an audit of packages came to: reads what pip-audit wrote as JSON from standard input, and says it in words.

Exit code 0: every package was judged and nothing is known of any; 1: something is known; 3: not judged, all or in part.
"""

import json
import sys
from typing import Any

FINE, KNOWN, NOT_JUDGED = 0, 1, 3


def judged(written: str) -> tuple[int, list[str]]:
    """The exit code, and what to say."""
    try:
        packages: list[dict[str, Any]] = json.loads(written)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_JUDGED, ["Not judged: pip-audit gave no answer. Is the network there?"]
    known = [
        f"{each['name']} {each['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for each in packages
        for found in each.get("vulns", [])
    ]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    is_none = len(skipped) == len(packages) > 1
    which = f"none of the {len(packages)} packages could" if is_none else f"{', '.join(skipped)} could not"
    said = known + [f"Not judged: {which} be looked up."] * bool(skipped)
    if known:
        return KNOWN, said
    if skipped or not packages:
        return NOT_JUDGED, said or ["Not judged: there was no package to look up."]
    return FINE, [f"Nothing is known against any of the {len(packages)} packages."]


if __name__ == "__main__":
    code, said = judged(sys.stdin.read())
    print("\n".join(said))
    sys.exit(code)
