#!/usr/bin/python3
"""COUNT clients that ask for PATH again and again, until TERM or until REQUESTS are answered.

    clients.py PORT PATH COUNT [REQUESTS]

Prints how often each status came and the bodies of the 200s that are JSON, as JSON. A connection that breaks is
status 0.
"""

import asyncio
import collections
import json
import signal
import sys


async def ask(reader, writer, request):
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return int(head.split(None, 2)[1]), head, await reader.readexactly(length)


class Clients:
    def __init__(self, port, path, requests):
        self.port = port
        self.request = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
        self.left = requests
        self.statuses = collections.Counter()
        self.answers = []

    def take(self):
        if self.left == 0:
            return False
        self.left -= 1
        return True

    async def client(self):
        while self.take():
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                while True:
                    status, head, body = await ask(reader, writer, self.request)
                    self.statuses[status] += 1
                    if status == 200 and b"application/json" in head:
                        self.answers.append(json.loads(body))
                    if status == 503:
                        await asyncio.sleep(0.1)  # it asks for a second; this shows more
                    if not self.take():
                        return
            except (OSError, asyncio.IncompleteReadError):
                self.statuses[0] += 1
                await asyncio.sleep(0.1)
            finally:
                writer.close()

    async def run(self, count):
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(self.client()) for _ in range(count)]
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: [task.cancel() for task in tasks])
        print("ready", flush=True)
        await asyncio.gather(*tasks, return_exceptions=True)


def main():
    requests = int(sys.argv[4]) if len(sys.argv) > 4 else -1
    clients = Clients(int(sys.argv[1]), sys.argv[2], requests)
    asyncio.run(clients.run(int(sys.argv[3])))
    print(json.dumps({"statuses": clients.statuses, "answers": clients.answers}))


if __name__ == "__main__":
    main()
