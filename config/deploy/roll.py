#!/usr/bin/env python3
"""Restarts the siding hosts behind HAProxy one after the other, without a failed request.

    roll.py --socket /run/haproxy/admin.sock --backend siding \
            --restart 'ssh {server} systemctl restart siding' a b c

{server} is the server's name in HAProxy. The command has to return when the host has ended and is starting again.
Stops at the first host that does not come back: the others go on serving.
"""

import argparse
import csv
import io
import socket
import subprocess
import sys
import time


class HAProxy:
    def __init__(self, path, backend):
        self.path, self.backend = path, backend

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.path)
            connection.sendall(command.encode() + b"\n")
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        return answer.decode()

    def set(self, server, what):
        answer = self.ask(f"set server {self.backend}/{server} {what}").strip()
        if answer:
            raise RuntimeError(f"HAProxy: {answer}")

    def stat(self, server):
        rows = csv.DictReader(io.StringIO(self.ask("show stat").lstrip("# ")))
        for row in rows:
            if row["pxname"] == self.backend and row["svname"] == server:
                return row
        raise RuntimeError(f"HAProxy has no server {self.backend}/{server}")

    def is_up(self, server):
        return self.stat(server)["status"].startswith("UP")


def wait(what, condition, limit):
    until = time.monotonic() + limit
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(f"{what}: not within {limit} s")
        time.sleep(0.05)


def roll(haproxy, server, restart, limit):
    haproxy.set(server, "state drain")
    wait(f"{server}: its requests end", lambda: int(haproxy.stat(server)["scur"]) == 0, limit)
    restart(server)
    # What the last check has found was the process before. Down until checks find the new one ready.
    haproxy.set(server, "health down")
    haproxy.set(server, "state ready")
    wait(f"{server}: serves", lambda: haproxy.is_up(server), limit)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", required=True, help="of HAProxy, with `level admin`")
    parser.add_argument("--backend", default="siding")
    parser.add_argument("--restart", required=True, help="a shell command; {server} is the server's name")
    parser.add_argument("--limit", type=float, default=60, help="seconds that each step may take")
    parser.add_argument("servers", nargs="+")
    arguments = parser.parse_args()

    def restart(server):
        subprocess.run(arguments.restart.replace("{server}", server), shell=True, check=True)

    haproxy = HAProxy(arguments.socket, arguments.backend)
    for server in arguments.servers:
        print(f"{server}: draining", flush=True)
        roll(haproxy, server, restart, arguments.limit)
        print(f"{server}: serves again", flush=True)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"roll.py: {error}")
