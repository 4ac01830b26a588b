"""Three siding hosts on loopback addresses behind the real HAProxy, and clients that count."""

import http.client
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import threading
import time

NAMES = ["a", "b", "c"]
ADDRESSES = {"a": "127.0.0.2", "b": "127.0.0.3", "c": "127.0.0.4"}
FRONT = "127.0.0.1"
PATIENCE = 60  # seconds, for what is sure to come


# One that has ended may stay as a zombie, where nobody reaps.
STOP_SCRIPT = """set -eu
pid=$(cat "$1.pid")
kill -TERM "$pid"
while [ -e "/proc/$pid" ] && ! grep -q ') Z' "/proc/$pid/stat"; do sleep 0.02; done
"""


def free_port(addresses):
    """One that is free on all of them."""
    for _ in range(100):
        with socket.socket() as first:
            first.bind((addresses[0], 0))
            port = first.getsockname()[1]
            try:
                for address in addresses[1:]:
                    with socket.socket() as other:
                        other.bind((address, port))
                return port
            except OSError:
                continue
    raise RuntimeError("no port is free on all addresses")


def wait(what, condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(f"{what}: not within {PATIENCE} s")
        time.sleep(0.02)


class Cluster:
    def __init__(self, siding, plugins, config, folder):
        self.siding, self.plugins, self.config, self.folder = siding, plugins, config, pathlib.Path(folder)
        self.port = free_port(list(ADDRESSES.values()))
        self.admin = free_port(list(ADDRESSES.values()))
        self.front = free_port([FRONT])
        self.socket = self.folder / "haproxy.sock"
        self.haproxy = None
        (self.folder / "start").write_text(self.start_script())
        (self.folder / "stop").write_text(STOP_SCRIPT)

    def start_script(self):
        serve = shlex.join([self.siding, "serve", "--plugin-dir", self.plugins])
        folder = shlex.quote(str(self.folder))
        return f"""set -eu
cd {folder}
{serve} -c "$1.yaml" >>"$1.log" 2>&1 </dev/null &
echo $! >"$1.pid"
"""

    def restart_command(self):
        """What an operator's `systemctl restart` does: TERM, the end, the start."""
        folder = shlex.quote(str(self.folder))
        return f"cd {folder} && sh ./stop {{server}} && sh ./start {{server}}"

    def write_table(self, name):
        (self.folder / f"{name}.yaml").write_text(f"""version: 1
server:
  listen: {ADDRESSES[name]}:{self.port}
  loops: 2
  admin: {ADDRESSES[name]}:{self.admin}
  trusted_proxies: [127.0.0.1]
routes:
  - {{ path: "/hello/{{name}}", plugin: hello, handler: async }}
  - {{ path: "/sync/{{name}}", plugin: hello, handler: sync }}
  - {{ path: /echo, methods: [POST], plugin: echo }}
""")

    def __enter__(self):
        try:
            for name in NAMES:
                self.write_table(name)
                self.start(name)
            for name in NAMES:
                wait(f"host {name} serves", lambda: self.answers(name) or self.ended(name))
                if self.ended(name):
                    raise RuntimeError(f"host {name} has ended")
            self.haproxy = subprocess.Popen(["haproxy", "-db", "-f", self.config], env=self.environment(),
                                            stdout=(self.folder / "haproxy.log").open("w"), stderr=subprocess.STDOUT)
            wait("HAProxy serves", lambda: self.front_answers() or self.haproxy.poll() is not None)
            return self
        except BaseException:
            print(self.logs())
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    def environment(self):
        return os.environ | {
            "SIDING_FRONT": f"{FRONT}:{self.front}", "SIDING_CHECK": str(self.admin), "SIDING_READY": "/readyz",
            "SIDING_SOCKET": str(self.socket)
        } | {f"SIDING_{name.upper()}": f"{ADDRESSES[name]}:{self.port}" for name in NAMES}

    def start(self, name):
        subprocess.run(["sh", str(self.folder / "start"), name], check=True)

    def pid(self, name):
        return int((self.folder / f"{name}.pid").read_text())

    def signal(self, name, number):
        os.kill(self.pid(name), number)

    def ended(self, name):
        try:
            state = pathlib.Path(f"/proc/{self.pid(name)}/stat").read_text().rsplit(")", 1)[1].split()[0]
            return state == "Z"
        except FileNotFoundError:
            return True

    def answers(self, name):
        return asks(ADDRESSES[name], self.port, "/hello/you") == 200

    def ready(self, name):
        return asks(ADDRESSES[name], self.admin, "/readyz") == 200

    def front_answers(self):
        return asks(FRONT, self.front, "/hello/you") == 200

    def stop(self):
        if self.haproxy:
            self.haproxy.kill()
            self.haproxy.wait()
        for name in NAMES:
            try:
                self.signal(name, signal.SIGKILL)
            except (OSError, ValueError):
                pass

    def logs(self):
        return "".join(f"==== {path.name}\n{path.read_text()[-4000:]}" for path in sorted(self.folder.glob("*.log")))


def asks(address, port, path):
    try:
        connection = http.client.HTTPConnection(address, port, timeout=2)
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


class Load:
    """Clients that ask without a pause, and count what did not come as it should."""

    def __init__(self, port, clients, posts):
        self.port, self.posts = port, posts
        self.lock = threading.Lock()
        self.requests, self.failures = 0, []
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(i,)) for i in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def run(self, client):
        connection, number = None, 0
        while not self.ending.is_set():
            number += 1
            try:
                connection = connection or http.client.HTTPConnection(FRONT, self.port, timeout=30)
                failure = self.ask(connection, f"{client}-{number}", number)
            except (OSError, http.client.HTTPException) as error:
                failure = repr(error)
            with self.lock:
                self.requests += 1
                if failure:
                    self.failures.append(failure)
            if failure:
                connection.close()
                connection = None

    def ask(self, connection, word, number):
        if self.posts and number % 4 == 0:
            connection.request("POST", "/echo", body=word)
        else:
            connection.request("GET", f"/{'sync' if number % 2 else 'hello'}/{word}")
        response = connection.getresponse()
        text = response.read().decode()
        return None if response.status == 200 and word in text else f"{response.status}: {text[:200]}"

    def wait_for(self, more):
        """Until so many more requests are done."""
        goal = self.requests + more
        wait(f"{more} requests", lambda: self.requests >= goal)
