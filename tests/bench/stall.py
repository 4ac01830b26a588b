#!/usr/bin/python3
"""./dev bench stall: handlers that hold threads, and what others notice of it.

Each row serves with a table of its own, puts a load on a route that misbehaves, and asks another one 100 times a
second meanwhile. The delay of a probe counts from the moment at which it was due. With --quick the first stalls of a
run are more than a hundredth of it, so that its p99 says little.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import results
import servers
import stall_rows
import watch_cost
from stall_server import Maker


def rows_of(arguments, maker):
    """Name, and what measures it."""
    seconds = 3 if arguments.quick else 20
    rows = []
    for loops in ("1", "2", "auto"):
        rows.append(("article", lambda loops=loops: stall_rows.blocking_in_async(maker, loops)))
    for loops in ("1", "2"):
        rows.append(("article", lambda loops=loops: stall_rows.other_cases(maker, loops)))
    for loops in ("1", "auto"):
        rows.append(("naps", lambda loops=loops: stall_rows.naps(maker, seconds, loops)))
        rows.append(("spins", lambda loops=loops: stall_rows.spins(maker, loops)))
    rows.append(("full-pool", lambda: stall_rows.full_pool(maker, 2 if arguments.quick else 10)))
    rows.append(("one-lock", lambda: stall_rows.one_lock(maker, seconds)))
    rows.append(("deadlock", lambda: stall_rows.deadlock(maker, seconds)))
    for path in ("/connection", "/connection-sync"):
        requests = 200 if arguments.quick else 2000
        rows.append(("pool-deadlock", lambda path=path, n=requests: stall_rows.pool_deadlock(maker, path, n)))
    scale = (1, 3, 10_000) if arguments.quick else (5, 12, 50_000)
    rows.append(("watch-cost", lambda: watch_cost.watch_cost(maker, *scale)))
    return [(name, measure) for name, measure in rows if name in arguments.rows]


NAMES = ["article", "naps", "spins", "full-pool", "one-lock", "deadlock", "pool-deadlock", "watch-cost"]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench stall", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--wait", type=float, metavar="S", help="seconds of the article's waits (default 3, quick 0.3)")
    parser.add_argument("--quick", action="store_true", help="a minute instead of ten: small loads, short runs")
    parser.add_argument("--rows", default=",".join(NAMES), help="which, separated by commas (default: %(default)s)")
    parser.add_argument("--siding", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.rows = arguments.rows.split(",")
    for name in arguments.rows:
        if name not in NAMES:
            parser.error(f"there is no row '{name}'; there are: {', '.join(NAMES)}")
    arguments.wait = arguments.wait or (0.3 if arguments.quick else 3.0)
    if arguments.wait <= 0:
        parser.error("--wait wants more than 0 seconds")
    return arguments


def measure_all(arguments):
    rows = []
    with tempfile.TemporaryDirectory(prefix="siding-bench-") as folder:
        maker = Maker(arguments.siding, folder, arguments.wait, spin=1 if arguments.quick else 2)
        for name, measure in rows_of(arguments, maker):
            print(f"    {name}: running", file=sys.stderr, flush=True)
            rows.append(measure())
            print(f"    {rows[-1].line()}", file=sys.stderr, flush=True)
    return rows


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    try:
        rows = measure_all(arguments)
    except RuntimeError as problem:
        sys.exit(f"bench: {problem}")
    loads = f"{os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"
    print(f"\nThe article with `ab -n 200 -c 100` and 2 x {arguments.wait:g} s; 100 probes a second; load {loads}.\n")
    print("| what happens; who is asked meanwhile | measured | target | met |")
    print("|---|---|---|---|")
    for row in rows:
        print(row.line())
    result = {"quick": arguments.quick, "wait_seconds": arguments.wait, "rows": [row.as_json() for row in rows]}
    results.write(arguments.results, result)
    missed = sum(not row.met for row in rows)
    if missed:
        print(f"bench: {missed} targets missed", file=sys.stderr)


if __name__ == "__main__":
    main()
