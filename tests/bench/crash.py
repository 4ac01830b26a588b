#!/usr/bin/python3
"""./dev bench crash: the serving process is killed under load, and then a route crashes it.

Killed by SIGKILL, only requests that were in flight may fail, and the next one, which is sent at once, is to be answered
within 200 ms. A route that crashes is to be in quarantine after three crashes, while another route is asked without pause.
"""

import argparse
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import results
import servers
from supervised import SteadyClients, Supervised, until

LIMIT_MS = 200
ROUTES = """\
  - { path: "/crash/{how}", plugin: crashes, handler: sync }
  - { path: /good, plugin: good, handler: quick }
"""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench crash", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--kills", type=int, default=20, help="(default %(default)s)")
    parser.add_argument("--clients", type=int, default=16, help="(default %(default)s)")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def ask(port, path):
    """The status of one request on a connection of its own; 0 when the connection ended instead."""
    with socket.create_connection(("127.0.0.1", port), 10) as one:
        try:
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
            answer = one.recv(4096)
        except ConnectionError:
            return 0
    return int(answer.split(None, 2)[1]) if answer else 0


def kill(server):
    """From SIGKILL to the answer to a request that is sent as soon as the process is gone, in ms."""
    (serving,) = server.serving()
    begin = time.monotonic()
    os.kill(serving, signal.SIGKILL)
    until(lambda: serving not in server.serving(), 10, "the process is gone")
    if ask(server.port, "/good") != 200:
        raise RuntimeError("the request after the crash failed")
    took = 1000 * (time.monotonic() - begin)
    until(lambda: len(server.serving()) == 1, 10, "one process serves")
    return took


def measure_kills(server, arguments):
    with SteadyClients(server.port, "/good", arguments.clients) as crowd:
        times = []
        for _ in range(arguments.kills):
            time.sleep(0.2)
            times.append(kill(server))
        counts = crowd.result()["counts"]
    lost = sum(count for what, count in counts.items() if what != "200")
    return {"ms": times, "counts": counts, "lost_per_kill": lost / arguments.kills}


def measure_quarantine(server, arguments):
    with SteadyClients(server.port, "/good", arguments.clients) as crowd:
        crashes = 0
        while (status := ask(server.port, "/crash/segv")) == 0:
            crashes += 1
        time.sleep(0.5)
        refused = status == 503 and ask(server.port, "/crash/segv") == 503
        counts = crowd.result()["counts"]
    return {"crashes": crashes, "refused": refused, "counts": counts}


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        plugins = arguments.bin.parent / "tests/plugins"
        server = stack.enter_context(Supervised(arguments.bin / "siding", folder, plugins, ROUTES))
        kills = measure_kills(server, arguments)
        quarantine = measure_quarantine(server, arguments)
        log = server.words()
    longest = max(kills["ms"])
    in_flight = kills["lost_per_kill"] <= arguments.clients
    print("| SIGKILL | next answer ms p50 / longest | lost per kill, of so many in flight |")
    print("|---|---|---|")
    print(f"| {arguments.kills} times | {statistics.median(kills['ms']):.0f} / {longest:.0f} | {kills['lost_per_kill']:.1f} of {arguments.clients} |\n")
    print("| crashes until quarantine | then 503 | the other route meanwhile |")
    print("|---|---|---|")
    print(f"| {quarantine['crashes']} | {'yes' if quarantine['refused'] else 'NO'} | {quarantine['counts']} |")
    results.write(arguments.results, {"time": time.time(), "kills": kills, "quarantine": quarantine})
    if longest > LIMIT_MS or not in_flight or quarantine["crashes"] != 3 or not quarantine["refused"]:
        print(log[-4000:], file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
