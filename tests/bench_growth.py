"""What each page takes in a clinic of a thousand patients and in larger ones: `script/bench growth 1000 20000`.

By turns, each size in a process and a database of its own: on SQLite, and on PostgreSQL where BENCH_POSTGRESQL has the address of
a server, postgres://postgres@127.0.0.1:5432, on which databases may be made anew. The least of many runs: of processor time,
and by the clock, since a server of its own works outside of ours. No line should be much above 1.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
SIZES = (1_000, 10_000, 100_000)
HERE = Path(__file__).parent.parent


def main(sizes):
    """Print a table for each database: for each page the milliseconds with each number of patients, and how often the first."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"SQLite": f"sqlite:///{folder}/growth-{{}}.sqlite3"}
        if server := os.environ.get("BENCH_POSTGRESQL"):
            kinds["PostgreSQL"] = f"{server.rstrip('/')}/taper_growth_{{}}"
        for kind, url in kinds.items():
            clinics = {size: begun(url.format(size), size) for size in sizes}
            print(f"{kind}: least of {RUNS} runs, ms of processor time / by the clock")
            show(in_turn(clinics), sizes)
            for each in clinics.values():
                each.stdin.close()
                each.wait()


def begun(url, size):
    """A process that has filled a database with so many patients, and measures every page once for each line it is sent."""
    env = os.environ | {"DATABASE_URL": url, "HTTPS": "false", "ALLOWED_HOSTS": "127.0.0.1"}
    if url.startswith("postgres"):
        server, _, name = url.rpartition("/")
        for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
            subprocess.run(["psql", "-qX", f"{server}/postgres", "-c", statement], check=True, stderr=subprocess.DEVNULL)
    manage = [sys.executable, str(HERE / "manage.py")]
    for command in (["collectstatic", "--noinput", "-v0"], ["migrate", "-v0"], ["demo", "--patients", str(size)]):
        subprocess.run([*manage, *command], check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    asked = [sys.executable, "-m", "tests.bench_growth_one"]
    return subprocess.Popen(asked, env=env, cwd=HERE, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def in_turn(clinics):
    """For each page and number of patients the least time of processor and clock."""
    least = {}
    for _ in range(RUNS):
        for size, process in clinics.items():
            process.stdin.write("\n")
            process.stdin.flush()
            for page, times in json.loads(process.stdout.readline()).items():
                before = least.setdefault(page, {}).get(size, times)
                least[page][size] = [min(pair) for pair in zip(before, times, strict=True)]
    return least


def show(least, sizes):
    """Print the table."""
    print(f"    {'':22}" + "".join(f"{size:>18,}" for size in sizes) + f"{'times':>18}")
    for page, times in least.items():
        first, last = times[sizes[0]], times[sizes[-1]]
        cells = "".join(f"{f'{cpu:.1f} / {clock:.1f}':>18}" for cpu, clock in (times[size] for size in sizes))
        ratios = " / ".join(f"{now / before:.2f}" for now, before in zip(last, first, strict=True))
        print(f"    {page:22}{cells}{ratios:>18}")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
