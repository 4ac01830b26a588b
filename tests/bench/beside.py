"""A load in a process of its own: begun, ended with end(), which gives what it printed as JSON."""

import json
import signal
import subprocess
import sys
from pathlib import Path

END_SECONDS = 60


class Beside:
    """Runs `script`, one of the files beside this one, inside a `with`."""

    def __init__(self, script, *arguments):
        self.command = [sys.executable, "-B", Path(__file__).with_name(script), *(str(each) for each in arguments)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0)
        self.process.stdout.readline()  # "ready": nothing is measured while Python starts
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.wait(END_SECONDS)

    def wait(self, seconds):
        try:
            output, _ = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise RuntimeError(f"{self.command[2].name} does not end") from late
        if self.process.returncode != 0:
            raise RuntimeError(f"{self.command[2].name} ended with code {self.process.returncode}")
        return json.loads(output)
