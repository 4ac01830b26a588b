#!/usr/bin/python3
"""./dev bench abuse: what a good client notices while others misbehave, and what memory the host keeps afterwards.

Attacks: slowhttptest's slow headers (-H), slow bodies (-B) and slow reads (-X), then idle connections, then large bodies.
Before and during each, a good client asks 100 times a second, every second time on a new connection. RSS is that of
the host's process before, during and up to 20 s after the attack.
"""

import argparse
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import abuse_load
import results
import servers

YAML = """\
version: 1
server:
  listen: 127.0.0.1:{port}
  limits: {{ connections: {connections} }}
routes:
  - {{ path: "/hello/{{name}}", plugin: hello, handler: async }}
  - {{ path: /echo, methods: [POST], plugin: echo }}
  - {{ path: "/sized/{{bytes}}", plugin: raw_response, handler: sized }}
"""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench abuse", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--connections", type=int, default=1000, help="of slowhttptest (default %(default)s)")
    parser.add_argument("--idle", type=int, default=5000, help="idle connections (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement (default %(default)s)")
    parser.add_argument("--limit", type=int, default=10000, help="server.limits.connections (default %(default)s)")
    parser.add_argument("--only", default="", help="only attacks whose name contains this")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def siding(arguments, folder):
    port = servers.free_port()
    build = arguments.bin.parent
    for plugin in ("plugins/hello.so", "plugins/echo.so", "tests/plugins/raw_response.so"):
        shutil.copy(build / plugin, folder)
    routes = Path(folder) / "routes.yaml"
    routes.write_text(YAML.format(port=port, connections=arguments.limit))
    return servers.Server("Siding", "", port, [arguments.bin / "siding", "serve", "--no-supervisor", "-c", routes, "--plugin-dir", folder])


def attacks(arguments, port):
    count, seconds = arguments.connections, arguments.seconds + 5
    url = f"http://127.0.0.1:{port}"
    slow = abuse_load.SlowHttpTest
    return [
        ("slow headers (-H)", lambda: slow(["-H", "-t", "GET", "-u", f"{url}/hello/x", "-x", "24"], count, seconds)),
        ("slow bodies (-B)", lambda: slow(["-B", "-u", f"{url}/echo", "-s", "8192", "-x", "10"], count, seconds)),
        (
            "slow reads (-X)",
            lambda: slow(["-X", "-u", f"{url}/sized/1000000", "-w", "512", "-y", "1024", "-n", "5", "-z", "32"], count, seconds),
        ),
        (f"{arguments.idle} idle", lambda: abuse_load.Idle(port, arguments.idle)),
        ("large bodies", lambda: abuse_load.LargeBodies(port)),
    ]


def measure(name, attack, server, arguments):
    """One row: the good client without and with the attack, and the memory around it."""
    before = abuse_load.resident(server.process.pid)
    quiet = abuse_load.good_client(server.port, arguments.seconds)
    with attack() as running:
        running.wait_until_it_hurts()
        attacked = abuse_load.good_client(server.port, arguments.seconds)
        during = abuse_load.resident(server.process.pid)
    after = abuse_load.settled(server.process.pid, before)
    return {
        "attack": name,
        "connections": running.connections,
        "quiet": quiet,
        "attacked": attacked,
        "p99_ratio": round(attacked["p99_ms"] / quiet["p99_ms"], 2),
        "rss_mib": {"before": before, "during": during, "after": after},
    }


def row(result):
    quiet, attacked, rss = result["quiet"], result["attacked"], result["rss_mib"]
    return (
        f"| {result['attack']} | {result['connections']} | {quiet['p50_ms']:.2f} / {quiet['p99_ms']:.2f} "
        f"| {attacked['p50_ms']:.2f} / {attacked['p99_ms']:.2f} | {result['p99_ratio']:.2f} | {attacked['failed']} of {attacked['asked']} "
        f"| {rss['before']:.1f} / {rss['during']:.1f} / {rss['after']:.1f} |"
    )


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    abuse_load.raise_descriptors()
    measured = []
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(siding(arguments, folder))
        abuse_load.good_client(server.port, 1)  # the first requests pay for what is made once
        print("| attack | connections | quiet p50 / p99 ms | attacked p50 / p99 ms | p99 ratio | failed | RSS MiB before / during / after |")
        print("|---|---|---|---|---|---|---|")
        for name, attack in attacks(arguments, server.port):
            if arguments.only in name:
                measured.append(measure(name, attack, server, arguments))
                print(row(measured[-1]), flush=True)
    results.write(arguments.results, {"time": time.time(), "results": measured})


if __name__ == "__main__":
    main()
