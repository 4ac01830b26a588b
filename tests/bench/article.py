#!/usr/bin/python3
"""./dev bench article: the article's measurement, Siding beside FastAPI.

200 requests, 100 at once, each waiting two times WAIT seconds. ApacheBench needs three waves for such a run, so
three times two waits is the floor that no server can be under.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import results
import servers

REQUESTS = 200
CONCURRENCY = 100
WAVES = 3
CASES = ["sync", "async-blocking", "async", "offload"]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench article", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--wait", type=float, default=3.0, metavar="S", help="seconds of each wait (default 3)")
    parser.add_argument("--cases", default=",".join(CASES), help="which, separated by commas (default: %(default)s)")
    parser.add_argument("--servers", default="siding,fastapi", help="which, separated by commas (default: %(default)s)")
    parser.add_argument(
        "--full", action="store_true", help="also FastAPI's async-blocking case, 400 times the wait (20 min at 3 s)"
    )
    parser.add_argument("--siding", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.cases = choose(parser, "case", arguments.cases, CASES)
    arguments.servers = choose(parser, "server", arguments.servers, ["siding", "fastapi"])
    if arguments.wait <= 0:
        parser.error("--wait wants more than 0 seconds")
    return arguments


def choose(parser, what, text, known):
    names = text.split(",")
    for name in names:
        if name not in known:
            parser.error(f"there is no {what} '{name}'; there are: {', '.join(known)}")
    return names


def number_after(label, text):
    match = re.search(rf"^{re.escape(label)}:\s+([\d.]+)", text, re.MULTILINE)
    return float(match.group(1)) if match else None


def measure(server, case, wait):
    """One run of ab, as a row of the table."""
    ab = ["ab", "-q", "-s", "3600", "-n", str(REQUESTS), "-c", str(CONCURRENCY), server.url(f"/{case}")]
    print(f"    {server.name}, {case}: running", file=sys.stderr, flush=True)
    run = subprocess.run(ab, capture_output=True, text=True, check=False)
    seconds = number_after("Time taken for tests", run.stdout)
    if run.returncode != 0 or not seconds:
        raise RuntimeError(f"ab against {server.name}, {case}, failed:\n{run.stdout}{run.stderr}")
    wrong = max(number_after(label, run.stdout) or 0 for label in ("Failed requests", "Non-2xx responses"))
    return {
        "case": case,
        "server": server.name,
        "pool": server.pool,
        "seconds": seconds,
        "requests_per_second": REQUESTS / seconds,
        "ratio_to_floor": seconds / (WAVES * 2 * wait),
        "wrong_answers": int(wrong),
    }


def measure_all(arguments):
    rows = []
    with tempfile.TemporaryDirectory(prefix="siding-bench-") as folder, ExitStack() as stack:
        makers = {
            "siding": lambda: servers.siding(arguments.siding, arguments.wait, folder),
            "fastapi": lambda: servers.fastapi(arguments.wait),
        }
        running = {name: stack.enter_context(makers[name]()) for name in arguments.servers}
        for case in arguments.cases:
            for name, server in running.items():
                if name == "fastapi" and case == "async-blocking" and not arguments.full:
                    rows.append({"case": case, "server": server.name, "pool": server.pool, "skipped": True})
                    continue
                rows.append(measure(server, case, arguments.wait))
    return rows


def table_line(row):
    if row.get("skipped"):
        return f"| {row['case']} | {row['server']} | {row['pool']} | not run: --full | | |"
    wrong = f" ({row['wrong_answers']} wrong answers)" if row["wrong_answers"] else ""
    return (
        f"| {row['case']} | {row['server']} | {row['pool']} | {row['seconds']:.2f} s{wrong} "
        f"| {row['requests_per_second']:.1f} | {row['ratio_to_floor']:.2f} |"
    )


def print_table(rows, wait):
    floor = WAVES * 2 * wait
    print(f"\n`ab -n {REQUESTS} -c {CONCURRENCY}`, each request waits 2 x {wait:g} s; the floor is {floor:g} s.\n")
    print("| case | server | pool | total | requests/s | ratio to the floor |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(table_line(row))


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    try:
        rows = measure_all(arguments)
    except RuntimeError as problem:
        sys.exit(f"bench: {problem}")
    print_table(rows, arguments.wait)
    result = {"requests": REQUESTS, "concurrency": CONCURRENCY, "wait_seconds": arguments.wait, "rows": rows}
    results.write(arguments.results, result)
    if any(row.get("wrong_answers") for row in rows):
        sys.exit("bench: some answers were wrong")


if __name__ == "__main__":
    main()
