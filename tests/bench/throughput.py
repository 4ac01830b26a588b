#!/usr/bin/python3
"""./dev bench throughput: CPU per request, Siding beside a bare epoll loop, nginx and FastAPI.

The servers are pinned to one core and the load to another. Each round gives every server one short slice of each
case, so that what disturbs the machine disturbs all. A figure is the median, over rounds and launches, of the ratio
`CPU per request of the bare epoll loop / CPU per request of the server` within a round: 1.00 is the limit that the
kernel's TCP sets. Slices with more than 1 % stolen CPU time are made again.

Beside them: Siding whose loops nobody watches (`stall.on_block: ignore`), Siding with an access log that goes to
/dev/null, and its transport and router with the answer built in, without plugins. `./dev bench compare COMMIT` has a
second checkout in their place.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import peers
import results
import servers
from machine import stolen_and_all

SERVER_CORE, LOAD_CORE = 0, 1
STOLEN = 0.01
TRIES = 5

BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n"
    "Cookie: session=0123456789abcdef0123456789abcdef\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
)


class Case:
    """One kind of load: what is asked for, over how many connections, how many requests on their way on each."""

    def __init__(self, name, path, connections, pipeline=1, fields="", only=None):
        self.name = name
        self.connections = connections
        self.pipeline = pipeline
        self.only = only
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n".encode()

    def suits(self, server):
        return self.only is None or server in self.only


OURS = ("epoll", "siding", "base")
CASES = [
    Case("async, 1 connection", "/plain", 1, only=(*OURS, "nginx")),
    Case("async, 8", "/plain", 8, only=(*OURS, "logged", "nginx")),
    Case("async, 64", "/plain", 64),
    Case("async, 512", "/plain", 512, only=(*OURS, "nginx")),
    Case("async JSON, 64", "/json", 64, only=OURS),
    Case("async with a parameter, 64", "/named/Ada", 64, only=OURS),
    Case("async, browser's fields, 64", "/plain", 64, fields=BROWSER, only=(*OURS, "nginx")),
    Case("async, 64, pipelined x16", "/plain", 64, pipeline=16, only=(*OURS, "builtin", "nginx")),
    Case("async in C, 64, pipelined x16", "/c", 64, pipeline=16, only=OURS),
    Case("sync, 64", "/sync", 64, only=OURS),
    Case("sync, 8", "/sync", 8, only=OURS),
    Case("offload, 64", "/offload", 64, only=OURS),
]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench throughput", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--seconds", type=float, default=0.5, help="of a slice (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="per launch (default %(default)s)")
    parser.add_argument("--launches", type=int, default=3, help="of all servers (default %(default)s)")
    parser.add_argument("--cases", default="", help="only those whose name contains this")
    parser.add_argument("--quick", action="store_true", help="one launch, three rounds of 0.2 s")
    parser.add_argument("--servers", default="epoll,siding,unwatched,logged,builtin,nginx,fastapi", help="default: %(default)s")
    parser.add_argument("--base", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.seconds, arguments.rounds, arguments.launches = 0.2, 3, 1
    arguments.servers = arguments.servers.split(",")
    if "epoll" not in arguments.servers:
        parser.error("--servers needs epoll, the reference")
    arguments.cases = [case for case in CASES if arguments.cases in case.name]
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("this needs two cores: one for the servers, one for the load")
    return arguments


def run_load(arguments, server, case, folder):
    request = Path(folder) / "request"
    request.write_bytes(case.request)
    command = ["taskset", "-c", str(LOAD_CORE), arguments.bin / "siding_load", server.port, request]
    command += [case.connections, case.pipeline, arguments.seconds]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"{server.name}, {case.name}: {run.stderr}")
    return json.loads(run.stdout)


def measure(arguments, server, case, folder):
    """One slice: the load's own figures and the server's CPU microseconds per request."""
    for _ in range(TRIES):
        stolen, total = stolen_and_all()
        before = server.cpu_seconds()
        slice_ = run_load(arguments, server, case, folder)
        slice_["cpu_us"] = (server.cpu_seconds() - before) / max(1, slice_["requests"]) * 1e6
        slice_["per_second"] = slice_["requests"] / slice_["seconds"]
        stolen_now, total_now = stolen_and_all()
        if stolen_now - stolen <= STOLEN * max(1, total_now - total):
            return slice_
    return slice_


def launch(arguments, folder, slices):
    build, host = arguments.bin.parent, arguments.bin / "siding"
    makers = {
        "epoll": lambda: peers.epoll(arguments.bin / "siding_raw_epoll", folder),
        "siding": lambda: peers.siding("siding", host, build, folder),
        "base": lambda: peers.siding("base", arguments.base, build, folder),
        "unwatched": lambda: peers.siding("unwatched", host, build, folder, "stall: {on_block: ignore}\n"),
        "logged": lambda: peers.siding("logged", host, build, folder, "access_log: {file: /dev/null}\n"),
        "builtin": lambda: peers.builtin(build),
        "nginx": lambda: peers.nginx(folder),
        "fastapi": peers.fastapi,
    }
    with ExitStack() as stack:
        running = {}
        for name in arguments.servers:
            running[name] = stack.enter_context(makers[name]())
            running[name].pin(SERVER_CORE)
        for turn in range(arguments.rounds):
            for case in arguments.cases:
                print(f"    round {turn + 1}, {case.name}", file=sys.stderr, flush=True)
                suited = [name for name in running if case.suits(name)]
                round_ = {name: measure(arguments, running[name], case, folder) for name in suited}
                slices.setdefault(case.name, []).append(round_)


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def rows_of(slices):
    rows = []
    for case, rounds in slices.items():
        for server in rounds[0]:
            ratios = [round_["epoll"]["cpu_us"] / round_[server]["cpu_us"] for round_ in rounds]
            low, middle, high = quartiles(ratios)
            row = {"case": case, "server": server, "ratio": middle, "ratio_low": low, "ratio_high": high}
            for figure in ("cpu_us", "per_second", "p50_us", "p99_us"):
                row[figure] = statistics.median(round_[server][figure] for round_ in rounds)
            rows.append(row)
    return rows


# Which figures of Siding are asked for relative to something else of the same round: their name, and whose over whose.
PAIRS = [
    ("plugin / built in", "async, 64", "builtin"),
    ("watched / unwatched", "async, 64", "unwatched"),
    ("without / with an access log, 8", "async, 8", "logged"),
    ("without / with an access log, 64", "async, 64", "logged"),
    ("over nginx, 1 connection", "async, 1 connection", "nginx"),
    ("over nginx, 8", "async, 8", "nginx"),
    ("over nginx, 64", "async, 64", "nginx"),
    ("over nginx, 512", "async, 512", "nginx"),
    ("over FastAPI", "async, 64", "fastapi"),
    *((f"over base: {case.name}", case.name, "base") for case in CASES),
]
MODES = [("sync / async, 64", "sync, 64", "async, 64"), ("sync / async, 8", "sync, 8", "async, 8")]
MODES += [("offload / async, 64", "offload, 64", "async, 64")]


def relations_of(slices):
    """Ratios of CPU per request: the other's over Siding's, so that more than 1 is good for Siding."""
    ratios = {}
    for name, case, other in PAIRS:
        ratios[name] = [r[other]["cpu_us"] / r["siding"]["cpu_us"] for r in slices.get(case, []) if {other, "siding"} <= r.keys()]
    for name, case, other in MODES:
        pairs = zip(slices.get(other, []), slices.get(case, []), strict=False)
        ratios[name] = [fast["siding"]["cpu_us"] / r["siding"]["cpu_us"] for fast, r in pairs if "siding" in r]
    rows = []
    for name, values in ratios.items():
        if values:
            low, middle, high = quartiles(values)
            rows.append({"relation": name, "ratio": middle, "ratio_low": low, "ratio_high": high})
    return rows


def print_relations(rows):
    print("\n| Siding | ratio (quartiles) |")
    print("|---|---|")
    for row in rows:
        print(f"| {row['relation']} | {row['ratio']:.2f} ({row['ratio_low']:.2f}-{row['ratio_high']:.2f}) |")


def print_table(rows):
    print("\n| case | server | CPU us/request | requests/s | p50 us | p99 us | ratio to epoll (quartiles) |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['case']} | {row['server']} | {row['cpu_us']:.2f} | {row['per_second']:,.0f} | {row['p50_us']:.0f} "
            f"| {row['p99_us']:.0f} | {row['ratio']:.2f} ({row['ratio_low']:.2f}-{row['ratio_high']:.2f}) |"
        )


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    slices = {}
    try:
        with tempfile.TemporaryDirectory(prefix="siding-bench-") as folder:
            for _ in range(arguments.launches):
                launch(arguments, folder, slices)
    except RuntimeError as problem:
        sys.exit(f"bench: {problem}")
    rows = rows_of(slices)
    print_table(rows)
    relations = relations_of(slices)
    print_relations(relations)
    results.write(arguments.results, {"slice_seconds": arguments.seconds, "rows": rows, "relations": relations})


if __name__ == "__main__":
    main()
