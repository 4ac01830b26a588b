"""A supervisor with its serving process, and steady clients beside it: what ./dev bench crash and reload have in common."""

import json
import subprocess
import sys
import time
from pathlib import Path

import servers

HERE = Path(__file__).parent


class Supervised(servers.Server):
    def __init__(self, binary, folder, plugins, routes, server_keys=""):
        port = servers.free_port()
        self.table = Path(folder) / "routes.yaml"
        self.table.write_text(f"version: 1\nserver:\n  listen: 127.0.0.1:{port}\n{server_keys}routes:\n{routes}")
        super().__init__("Siding", "", port, [binary, "serve", "-c", self.table, "--plugin-dir", plugins])

    def serving(self):
        """The pids of the serving processes, without those that have ended and are not waited for yet."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if not is_zombie(child)]


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class SteadyClients:
    """Runs inside a `with`; result() ends them."""

    def __init__(self, port, path, count, seconds=3600):
        self.command = [sys.executable, "-B", HERE / "steady_clients.py", str(port), path, str(count), str(seconds)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        return self

    def result(self):
        self.process.terminate()
        result = json.loads(self.process.stdout.read())
        self.process.wait()
        result["counts"] = {str(key): value for key, value in result["counts"].items()}
        return result

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def failed(counts):
    """Everything that is no answer with status 200."""
    return sum(count for what, count in counts.items() if what != "200")


def until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds} s: {what}")
        time.sleep(0.001)
