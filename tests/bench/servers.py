"""A server under measurement: its own process, its own free port, ended by its id."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_SECONDS = 20
STOP_SECONDS = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Runs `command` inside a `with`. Raises RuntimeError with the server's own words when it does not start."""

    def __init__(self, name, pool, port, command, environment=None):
        self.name = name
        self.pool = pool
        self.port = port
        self.command = [str(part) for part in command]
        self.environment = {**os.environ, **(environment or {})}

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self):
        self.output = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output
        )
        try:
            self._wait_until_it_accepts()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                self.process.send_signal(number)
                try:
                    self.process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        self.output.close()

    def _wait_until_it_accepts(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with code {self.process.returncode}:\n{self.words()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} accepts nothing on port {self.port} after {START_SECONDS} s:\n{self.words()}")

    def words(self):
        """What it has printed so far."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")


def end_on_signals():
    """Ctrl-C, TERM and HUP end the run through the `with` blocks, so that no server stays behind."""

    def leave(number, _):
        print("bench: stopped", file=sys.stderr)
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def fastapi(wait):
    port = free_port()
    here = Path(__file__).parent
    command = [sys.executable, "-B", "-m", "uvicorn", "article_fastapi:app", "--app-dir", here, "--port", port]
    command += ["--log-level", "warning", "--no-access-log"]
    return Server("FastAPI", "40 threads", port, command, {"ARTICLE_WAIT": str(wait)})


SIDING_YAML = """\
version: 1
server:
  listen: 127.0.0.1:{port}
plugins:
  article: {{ config: {{ wait: {wait_ms}ms }} }}
defaults: {{ timeout: 3600s }}
routes:
  - {{ path: /sync, plugin: article, handler: sync }}
  - {{ path: /async-blocking, plugin: article, handler: async_blocking }}
  - {{ path: /async, plugin: article, handler: async }}
  - {{ path: /offload, plugin: article, handler: offload }}
"""


def siding(binary, wait, folder):
    port = free_port()
    routes = Path(folder) / "routes.yaml"
    routes.write_text(SIDING_YAML.format(port=port, wait_ms=round(wait * 1000)))
    return Server("Siding", "4-256 threads", port, [binary, "serve", "-c", routes])
