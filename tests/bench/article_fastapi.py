"""The article's application as FastAPI has it: each route waits twice for ARTICLE_WAIT seconds."""

import asyncio
import os
import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

WAIT = float(os.environ.get("ARTICLE_WAIT", "3"))

app = FastAPI()


@app.get("/sync")
def sync():
    """An ordinary function: FastAPI runs it on its pool of 40 threads."""
    time.sleep(WAIT)
    time.sleep(WAIT)
    return {"message": "Hello World"}


@app.get("/async-blocking")
async def async_blocking():
    """The mistake: a coroutine that blocks the only event loop."""
    time.sleep(WAIT)
    time.sleep(WAIT)
    return {"message": "Hello World"}


@app.get("/async")
async def proper_async():
    await asyncio.sleep(WAIT)
    await asyncio.sleep(WAIT)
    return {"message": "Hello World"}


@app.get("/offload")
async def offload():
    """The blocking half on the pool, the other half on the loop."""
    await run_in_threadpool(time.sleep, WAIT)
    await asyncio.sleep(WAIT)
    return {"message": "Hello World"}
