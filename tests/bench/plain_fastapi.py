"""The peer of ./dev bench throughput: the smallest async route of FastAPI."""

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI()


@app.get("/plain", response_class=PlainTextResponse)
async def plain():
    return "Hello, world!"
