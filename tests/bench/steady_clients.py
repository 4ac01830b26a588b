#!/usr/bin/python3
"""COUNT clients that ask for PATH on connections that they keep, for SECONDS or until TERM.

    steady_clients.py PORT PATH COUNT SECONDS

Prints as JSON how often each status came, and what went wrong instead: "reset" and "eof" where a request had been sent
and no whole answer came, "refused" where nobody listened; and the latencies of the answers in ms.
"""

import collections
import json
import signal
import socket
import sys
import threading
import time

stopping = threading.Event()


class Client(threading.Thread):
    def __init__(self, port, path, until):
        super().__init__()
        self.port, self.until = port, until
        self.request = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
        self.counts = collections.Counter()
        self.latencies = []
        self.socket = self.file = None

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def close(self):
        if self.socket:
            self.file.close()
            self.socket.close()
        self.socket = None

    def ask(self):
        """The status; closes where the server says so. Raises EOFError when there is no whole answer."""
        self.socket.sendall(self.request)
        status = self.file.readline()
        if not status:
            raise EOFError
        length, close = 0, False
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.lower().partition(b":")
            length = int(value) if name == b"content-length" else length
            close |= name == b"connection" and b"close" in value
        if len(self.file.read(length)) != length:
            raise EOFError
        if close:
            self.close()
        return int(status.split()[1])

    def step(self):
        begin = time.perf_counter()
        try:
            if not self.socket:
                self.connect()
            self.counts[self.ask()] += 1
            self.latencies.append(1000 * (time.perf_counter() - begin))
            return
        except ConnectionRefusedError:
            self.counts["refused"] += 1
            time.sleep(0.01)
        except (EOFError, IndexError):
            self.counts["eof"] += 1
        except ConnectionError:
            self.counts["reset"] += 1
        except TimeoutError:
            self.counts["timeout"] += 1
        self.close()

    def run(self):
        while time.monotonic() < self.until and not stopping.is_set():
            self.step()
        self.close()


def main():
    port, path, count, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    clients = [Client(port, path, time.monotonic() + seconds) for _ in range(count)]
    for client in clients:
        client.start()
    print("ready", flush=True)
    for client in clients:
        while client.is_alive():  # join() alone would keep signals away
            client.join(0.1)
    counts = sum((client.counts for client in clients), collections.Counter())
    latencies = sorted(latency for client in clients for latency in client.latencies)
    at = lambda share: round(latencies[min(int(share * len(latencies)), len(latencies) - 1)], 2) if latencies else None
    print(json.dumps({"counts": counts, "p50_ms": at(0.5), "p99_ms": at(0.99), "longest_ms": at(1)}))


if __name__ == "__main__":
    main()
