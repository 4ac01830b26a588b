#!/usr/bin/python3
"""./dev bench footprint: what Siding takes while it does nothing, and before it does anything.

Memory per idle keep-alive connection: the resident memory of the serving process with many connections that have
asked once, less what it was before, divided by their number; the kernel's part is not in it. Start: from exec to the
first answer, with 1, 10 and 100 plugins (copies of one, each loaded by itself). Lookup: one search in the router.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import abuse_load
import peers
import results
import servers

LIMITS = "version: 1\nserver:\n  listen: 127.0.0.1:{port}\n  limits: {{ connections: 20000, connections_per_address: 20000 }}\n"
PLUGINS = (1, 10, 100)
ROUTES = (10, 1_000, 100_000)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench footprint", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--connections", type=int, default=10_000, help="idle ones (default %(default)s)")
    parser.add_argument("--starts", type=int, default=7, help="of each number of plugins (default %(default)s)")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def serving(host, folder, plugins, library):
    """A host with that many plugins, each with a route."""
    port = servers.free_port()
    folder = Path(folder) / f"{plugins}-plugins"
    folder.mkdir(exist_ok=True)
    names = [f"hello{number}" for number in range(plugins)]
    for name in names:
        shutil.copy(library, folder / f"{name}.so")
    routes = [f"  - {{ path: /{name}, plugin: {name}, handler: async }}" for name in names]
    file = folder / "routes.yaml"
    file.write_text(LIMITS.format(port=port) + "routes:\n" + "\n".join(routes) + "\n")
    return peers.Peer("siding", "", port, [host, "serve", "-c", file, "--plugin-dir", folder])


def ask(port, path):
    with abuse_load.connect(port) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return client.recv(4096).startswith(b"HTTP/1.1 200 ")


def first_answer(server, path):
    """Milliseconds from exec to an answer of the last plugin."""
    start = time.monotonic()
    process = subprocess.Popen(server.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() < start + abuse_load.PATIENCE:
            try:
                if ask(server.port, path):
                    return (time.monotonic() - start) * 1000
            except OSError:
                time.sleep(0.0005)
        raise RuntimeError(f"no answer after {abuse_load.PATIENCE} s")
    finally:
        process.terminate()
        process.wait(abuse_load.PATIENCE)


def resident(server):
    """MiB of the process that serves: the last one, where another supervises it."""
    return abuse_load.resident(server.pids()[-1])


def per_connection(server, connections, path):
    """Bytes."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as stack:
        stack.enter_context(server)
        ask(server.port, path)
        before = resident(server)
        for _ in range(connections):
            client = stack.enter_context(abuse_load.connect(server.port))
            client.sendall(request)
            client.recv(4096)
        time.sleep(1)
        return (resident(server) - before) * (1 << 20) / connections


def main():
    arguments = parse_arguments()
    servers.end_on_signals()
    abuse_load.raise_descriptors()
    library = arguments.bin.parent / "plugins/hello.so"
    rows = []

    def row(what, figure, unit, target):
        rows.append({"what": what, "figure": figure, "unit": unit, "target": target})
        print(f"| {what} | {figure:,.0f} {unit} | {target} |", flush=True)

    print("| what | measured | target |")
    print("|---|---|---|")
    try:
        with tempfile.TemporaryDirectory(prefix="siding-bench-") as folder:
            for server, path in ((serving(arguments.bin / "siding", folder, 1, library), "/hello0"), (peers.nginx(folder), "/")):
                name = f"memory per idle connection, {arguments.connections:,} of them, {server.name}"
                target = "<= 1,126 B" if server.name == "siding" else ""
                row(name, per_connection(server, arguments.connections, path), "B", target)
            for count in PLUGINS:
                server = serving(arguments.bin / "siding", folder, count, library)
                times = [first_answer(server, f"/hello{count - 1}") for _ in range(arguments.starts)]
                row(f"start to first answer, {count} plugins", statistics.median(times), "ms", "< 100 ms" if count == 100 else "")
    except RuntimeError as problem:
        sys.exit(f"bench: {problem}")
    lookup = [arguments.bin / "siding_lookup", *map(str, ROUTES)]
    for line in subprocess.run(lookup, capture_output=True, text=True, check=True).stdout.splitlines():
        found = json.loads(line)
        target = "< 300 ns" if found["routes"] == max(ROUTES) else ""
        row(f"lookup among {found['routes']:,} routes", found["lookup_ns"], "ns", target)
    results.write(arguments.results, {"rows": rows})


if __name__ == "__main__":
    main()
