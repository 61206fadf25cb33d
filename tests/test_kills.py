"""What is acknowledged stays, whenever a process is killed; `script/kills 100` does it as often as that, on both databases."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_writers_are_killed_beside_a_backup():
    """Two processes that record patients are killed while a backup is made: every patient that was acknowledged is there with
    its event, the chain stands, and the backup opens again with what there was when it began."""
    asked = [sys.executable, "-m", "tests.kills", "1", "sqlite"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert re.search(r"sqlite: 2 writers killed, [1-9]\d* acknowledged, [1-9]\d* kept, nothing lost or torn", answer.stdout)
