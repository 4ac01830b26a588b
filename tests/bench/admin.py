#!/usr/bin/env python3
"""What an operator gets while a pool is saturated: /livez and /metrics by the millisecond, /readyz 503 and back.

Clients ask a blocking route for more than its pool can do, all the time. Beside them one client asks the
admin listener ten times a second.
"""

import argparse
import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import results
from figures import percentile
from servers import Server, end_on_signals, free_port

THREADS = 4
CLIENTS = 32
TABLE = """version: 1
server: {{ listen: "127.0.0.1:{port}", admin: "127.0.0.1:{admin}" }}
pools: {{ default: {{ min: {threads}, max: {threads}, queue: 1024, share: {threads} }} }}
plugins: {{ article: {{ config: {{ wait: 500ms }} }} }}
routes:
  - {{ path: /blocking, plugin: article, handler: sync }}
"""


def ask(port, path):
    """Seconds, status and content."""
    start = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return time.monotonic() - start, answer.status, content.decode()


def saturate(port, until):
    while time.monotonic() < until:
        try:
            ask(port, "/blocking")
        except OSError:
            time.sleep(0.1)


def probe(admin, until):
    """The delays of each path, and when /readyz changed."""
    delays = {"/livez": [], "/metrics": []}
    changes = []
    start = time.monotonic()
    while time.monotonic() < until:
        for path, seen in delays.items():
            seconds, status, _ = ask(admin, path)
            assert status == 200, f"{path}: {status}"
            seen.append(1000 * seconds)
        _, status, why = ask(admin, "/readyz")
        if not changes or changes[-1]["status"] != status:
            changes.append({"status": status, "at_s": round(time.monotonic() - start, 1), "why": why.strip()})
        time.sleep(0.1)
    return delays, changes


def measure(siding, seconds):
    with tempfile.TemporaryDirectory() as folder:
        port, admin = free_port(), free_port()
        file = Path(folder) / "routes.yaml"
        file.write_text(TABLE.format(port=port, admin=admin, threads=THREADS))
        with Server("siding", None, port, [siding, "serve", "-c", file]):
            begin = time.monotonic()
            clients = [threading.Thread(target=saturate, args=(port, begin + seconds)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            # Until the queue is empty again, and a while more.
            delays, changes = probe(admin, begin + seconds + CLIENTS / THREADS + 5)
            for client in clients:
                client.join()
    return delays, changes


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--siding", type=Path, required=True, help="the program under measurement")
    parser.add_argument("--seconds", type=float, default=60, help="of saturation; at least 15, for /readyz")
    parser.add_argument("--results", type=Path, required=True)
    arguments = parser.parse_args()
    end_on_signals()
    delays, changes = measure(arguments.siding, arguments.seconds)
    print(f"{CLIENTS} clients, {THREADS} threads that block for 1 s, {arguments.seconds:g} s\n")
    print("| asked ten times a second | answers | p50 | p99 | longest |")
    print("|---|---|---|---|---|")
    figures = {}
    for path, seen in delays.items():
        figures[path] = {"answers": len(seen), "p50_ms": percentile(seen, 0.5), "p99_ms": percentile(seen, 0.99), "longest_ms": max(seen)}
        one = figures[path]
        print(f"| {path} | {one['answers']} | {one['p50_ms']:.1f} ms | {one['p99_ms']:.1f} ms | {one['longest_ms']:.1f} ms |")
    print("\n/readyz: " + ", then ".join(f"{change['status']} from {change['at_s']} s" for change in changes))
    results.write(arguments.results, {"figures": figures, "readyz": changes})
    turned = [change["status"] for change in changes] == [200, 503, 200]
    met = turned and all(one["longest_ms"] < 50 for one in figures.values())
    print(f"\nbelow 50 ms throughout, and 503 and back: {'yes' if met else 'NO'}")
    return 0 if turned else 1


if __name__ == "__main__":
    sys.exit(main())
