#!/usr/bin/python3
"""Asks for PATH at a steady rate until TERM, whether or not it is answered, and prints each delay as JSON.

    probe.py PORT PATH RATE

A delay counts from the moment at which the request was due. Every second request takes a new connection, the
others one that has served before.
"""

import errno
import json
import selectors
import signal
import socket
import sys
import time

LAST_SECONDS = 5  # for answers after TERM


class Asked:
    """One connection with at most one request on its way."""

    def __init__(self, port, keep):
        self.keep = keep
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = self.socket.connect_ex(("127.0.0.1", port))
        if code not in (0, errno.EINPROGRESS):
            raise OSError(code, "connect")
        self.received = b""
        self.due = 0.0

    def whole(self):
        """The status, when the answer has come."""
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return int(head.split(None, 2)[1]) if len(body) >= length else None


class Prober:
    def __init__(self, port, path, rate):
        self.port = port
        self.request = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
        self.interval = 1 / rate
        self.selector = selectors.DefaultSelector()
        self.idle = []
        self.outstanding = set()
        self.delays = []
        self.wrong = 0
        self.ending = False

    def end(self, *_):
        self.ending = True

    def ask(self, due, keep):
        known = keep and bool(self.idle)
        asked = self.idle.pop() if known else Asked(self.port, keep)
        asked.due = due
        asked.received = b""
        self.outstanding.add(asked)
        if known:
            asked.socket.send(self.request)
            self.selector.modify(asked.socket, selectors.EVENT_READ, asked)
        else:
            self.selector.register(asked.socket, selectors.EVENT_WRITE, asked)

    def attend(self, asked, events):
        try:
            if events & selectors.EVENT_WRITE:
                asked.socket.send(self.request)
                self.selector.modify(asked.socket, selectors.EVENT_READ, asked)
                return
            piece = asked.socket.recv(65536)
        except OSError:
            piece = b""
        asked.received += piece
        status = asked.whole()
        if status is None and piece:
            return
        if asked in self.outstanding:
            self.delays.append(time.monotonic() - asked.due)
            self.outstanding.discard(asked)
            self.wrong += status != 200
        if status == 200 and asked.keep:
            self.idle.append(asked)
        else:
            self.selector.unregister(asked.socket)
            asked.socket.close()

    def run(self):
        due = time.monotonic() + self.interval
        keep = False
        while not self.ending:
            for key, events in self.selector.select(max(0, due - time.monotonic())):
                self.attend(key.data, events)
            while due <= time.monotonic() and not self.ending:
                self.ask(due, keep)
                keep = not keep
                due += self.interval
        last = time.monotonic() + LAST_SECONDS
        while self.outstanding and time.monotonic() < last:
            for key, events in self.selector.select(0.1):
                self.attend(key.data, events)
        self.delays += [time.monotonic() - asked.due for asked in self.outstanding]


def main():
    prober = Prober(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
    signal.signal(signal.SIGTERM, prober.end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    prober.run()
    print(json.dumps({"delays": prober.delays, "wrong": prober.wrong, "unanswered": len(prober.outstanding)}))


if __name__ == "__main__":
    main()
