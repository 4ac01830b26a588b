"""The servers of ./dev bench throughput: pinned to a core, and asked for the CPU time that they used."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import servers
from machine import processor_seconds

# As long as Siding's answer to /plain, so that the kernel moves the same bytes.
CANNED = (
    b"HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nServer: siding\r\n"
    b"Content-Length: 13\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello, world!"
)

SIDING_YAML = """\
version: 1
server:
  listen: 127.0.0.1:{port}
{more}routes:
  - {{ path: /plain, plugin: hello, handler: async }}
  - {{ path: /c, plugin: hello_c }}
  - {{ path: "/named/{{name}}", plugin: hello, handler: async }}
  - {{ path: /sync, plugin: hello, handler: sync }}
  - {{ path: /offload, plugin: hello, handler: offload }}
  - {{ path: /json, plugin: plain_json }}
"""

NGINX_CONF = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_rlimit_nofile 20000;
events {{ worker_connections 12000; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    default_type text/plain;
    location / {{ return 200 "Hello, world!"; }}
  }}
}}
"""


class Peer(servers.Server):
    """A server whose processes share one core. CPU time is theirs, user and system."""

    def pids(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def pin(self, core):
        for pid in self.pids():
            for thread in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core})

    def cpu_seconds(self):
        return sum(processor_seconds(pid) for pid in self.pids())


def pinned(core, command):
    return ["taskset", "-c", core, *command]


class EpollPeer(Peer):
    """Says its port itself."""

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.output = self.process.stdout
        self.port = int(self.output.readline())
        return self


def epoll(binary, folder):
    answer = Path(folder) / "answer"
    answer.write_bytes(CANNED)
    return EpollPeer("epoll", "", 0, [binary, answer])


def siding(name, host, build, folder, more=""):
    """A host's binary with the plugins of the build tree `build`; `more` is YAML of the top level."""
    port = servers.free_port()
    plugins = Path(folder) / f"{name}-plugins"
    plugins.mkdir(exist_ok=True)
    for plugin in ("plugins/hello.so", "plugins/hello_c.so", "tests/plugins/plain_json.so"):
        shutil.copy(build / plugin, plugins)
    routes = Path(folder) / f"{name}.yaml"
    routes.write_text(SIDING_YAML.format(port=port, more=more))
    return Peer(name, "", port, pinned(0, [host, "serve", "-c", routes, "--plugin-dir", plugins]))


def builtin(build):
    return EpollPeer("builtin", "", 0, pinned(0, [build / "bin/siding_builtin"]))


def nginx(folder):
    port = servers.free_port()
    configuration = Path(folder) / "nginx.conf"
    configuration.write_text(NGINX_CONF.format(folder=folder, port=port))
    return Peer("nginx", "", port, ["/usr/sbin/nginx", "-p", folder, "-c", configuration])


def fastapi():
    port = servers.free_port()
    command = [sys.executable, "-B", "-m", "uvicorn", "plain_fastapi:app", "--app-dir", Path(__file__).parent]
    command += ["--port", port, "--log-level", "warning", "--no-access-log"]
    return Peer("fastapi", "", port, command)
