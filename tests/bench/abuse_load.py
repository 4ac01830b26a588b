"""The clients of ./dev bench abuse: a good one, and those that misbehave. All bounded in number and time."""

import resource
import socket
import subprocess
import time

GOOD_RATE = 100  # requests a second
PATIENCE = 20  # seconds until an answer counts as none, or memory as kept
REQUEST = b"GET /hello/x HTTP/1.1\r\nHost: localhost\r\n\r\n"


def raise_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def resident(pid):
    """MiB of memory of a process."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / (1 << 20)


def settled(pid, before):
    """The same once it is back where it was, or stays."""
    deadline = time.monotonic() + PATIENCE
    while resident(pid) > before * 1.1 + 2 and time.monotonic() < deadline:
        time.sleep(0.5)
    return resident(pid)


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), PATIENCE)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def ask(client):
    """One request and its whole answer; raises OSError when there is none."""
    client.sendall(REQUEST)
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(65536)
        if not piece:
            raise OSError("closed")
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise OSError(head[:30].decode())
    length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def good_client(port, seconds):
    """Asks at a steady rate, in turn on one connection and on new ones. A late answer makes the next ones late too."""
    times, failed, asked = [], 0, 0
    kept = connect(port)
    begin = time.monotonic()
    while (due := begin + asked / GOOD_RATE) < begin + seconds:
        time.sleep(max(0, due - time.monotonic()))
        asked += 1
        start = time.monotonic()
        try:
            if asked % 2:
                ask(kept)
            else:
                with connect(port) as fresh:
                    ask(fresh)
            times.append((time.monotonic() - start) * 1000)
        except OSError:
            failed += 1
            kept.close()
            kept = connect(port)
    kept.close()
    times = times or [PATIENCE * 1000]
    return {"p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99), "asked": asked, "failed": failed}


class SlowHttpTest:
    """Debian's slowhttptest, in one of its modes, for so many seconds."""

    def __init__(self, mode, connections, seconds):
        self.connections = connections
        rate = max(1, connections // 2)
        self.command = ["slowhttptest", *mode, "-c", connections, "-r", rate, "-i", 5, "-l", round(seconds), "-p", 3]

    def __enter__(self):
        self.process = subprocess.Popen(
            [str(part) for part in self.command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)

    def wait_until_it_hurts(self):
        time.sleep(3)  # it opens half of its connections a second
        if self.process.poll() is not None:
            raise RuntimeError(f"slowhttptest ended with code {self.process.returncode}")


class Idle:
    """Connections that have asked once and stay."""

    def __init__(self, port, connections):
        self.port = port
        self.connections = connections

    def __enter__(self):
        self.clients = [connect(self.port) for _ in range(self.connections)]
        return self

    def wait_until_it_hurts(self):
        for client in self.clients:
            ask(client)

    def __exit__(self, *_):
        for client in self.clients:
            client.close()


class LargeBodies:
    """Bodies of nearly a MiB on many connections, all but their last byte."""

    def __init__(self, port, connections=100, size=1_000_000):
        self.port, self.connections, self.size = port, connections, size

    def __enter__(self):
        self.clients = [connect(self.port) for _ in range(self.connections)]
        return self

    def wait_until_it_hurts(self):
        head = f"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {self.size}\r\n\r\n".encode()
        for client in self.clients:
            client.sendall(head + b"x" * (self.size - 1))

    def __exit__(self, *_):
        for client in self.clients:
            client.sendall(b"x")
        for client in self.clients:
            client.shutdown(socket.SHUT_WR)
            while client.recv(1 << 20):
                pass
            client.close()
