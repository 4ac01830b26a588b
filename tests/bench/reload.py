#!/usr/bin/python3
"""./dev bench reload: one host under load is reloaded again and again, by HUP as `siding reload` sends it.

Clients keep their connections and ask without pause; another crowd is idle on connections that it keeps, and asks now and
then. Nothing may be lost: each request sent has to be answered with 200, and no connection be reset.
"""

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import results
import servers
from supervised import SteadyClients, Supervised, failed, until

ROUTES = """\
  - { path: "/async/{name}", plugin: hello, handler: async }
  - { path: "/sync/{name}", plugin: hello, handler: sync }
"""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench reload", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--reloads", type=int, default=50, help="(default %(default)s)")
    parser.add_argument("--clients", type=int, default=16, help="that ask without pause (default %(default)s)")
    parser.add_argument("--idle", type=int, default=50, help="that ask once per reload (default %(default)s)")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


class IdleClients:
    """Connections that were used once, and are used again after a reload."""

    REQUEST = b"GET /async/idle HTTP/1.1\r\nHost: bench\r\n\r\n"

    def __init__(self, port, count):
        self.port = port
        self.lost = 0
        self.asked = 0
        self.sockets = [None] * count

    def ask(self):
        for i, one in enumerate(self.sockets):
            one = one or socket.create_connection(("127.0.0.1", self.port), 10)
            self.asked += 1
            answer = b""
            try:
                one.sendall(self.REQUEST)
                while b"idle" not in answer and (piece := one.recv(4096)):
                    answer += piece
            except OSError:
                answer = b""
            self.lost += not answer.startswith(b"HTTP/1.1 200")
            keep = answer.startswith(b"HTTP/1.1 200") and b"Connection: close" not in answer
            self.sockets[i] = one if keep else one.close()


def reload(binary, server):
    begin = time.monotonic()
    subprocess.run([binary, "reload", "--pid", str(server.process.pid)], check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.monotonic() - begin)


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    binary = arguments.bin / "siding"
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(Supervised(binary, folder, arguments.bin.parent / "plugins", ROUTES))
        half = max(arguments.clients // 2, 1)
        crowds = [stack.enter_context(SteadyClients(server.port, path, half)) for path in ("/async/a", "/sync/b")]
        idle = IdleClients(server.port, arguments.idle)
        idle.ask()
        times = []
        for _ in range(arguments.reloads):
            times.append(reload(binary, server))
            idle.ask()
        until(lambda: len(server.serving()) == 1, 60, "the replaced processes have ended")
        measured = [crowd.result() for crowd in crowds]
        log = server.words()
    counts = {}
    for one in measured:
        for what, count in one["counts"].items():
            counts[what] = counts.get(what, 0) + count
    lost = failed(counts) + idle.lost
    print("| reloads | requests | of idle connections | failed | reset | reload ms p50 / longest | p99 of requests ms |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {arguments.reloads} | {sum(counts.values())} | {idle.asked} | {lost} | {counts.get('reset', 0)} "
        f"| {statistics.median(times):.0f} / {max(times):.0f} | {max(one['p99_ms'] for one in measured)} |"
    )
    results.write(
        arguments.results,
        {"time": time.time(), "counts": counts, "idle": {"asked": idle.asked, "lost": idle.lost}, "reload_ms": times, "crowds": measured},
    )
    if lost:
        print(log[-4000:], file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
