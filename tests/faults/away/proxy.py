"""A door before a server, at which connections are refused, held up or cut. It runs in a process of its own."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path


class Proxy:
    """What passes between programs and a server, until it is told otherwise."""

    def __init__(self, server: Path, orders: Connection) -> None:
        self.server, self.orders = server, orders
        self.mode, self.left = "pass", 0
        self.open: set[asyncio.StreamWriter] = set()
        self.passing = asyncio.Event()
        self.passing.set()

    async def run(self) -> None:
        door = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.orders.send(door.sockets[0].getsockname()[1])
        asyncio.get_running_loop().add_reader(self.orders.fileno(), self._obey)
        await door.serve_forever()

    def _obey(self) -> None:
        try:
            mode, self.left = self.orders.recv()
        except EOFError:
            os._exit(0)
        if mode == "cut":
            self._cut()
        else:
            self.mode = mode
        if mode == "refuse":
            self._cut()
        (self.passing.clear if mode == "stall" else self.passing.set)()
        self.orders.send(True)

    def _cut(self) -> None:
        for each in list(self.open):
            with suppress(Exception):
                each.transport.abort()

    async def _connect(self, program: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
        if self.mode == "refuse":
            to_program.transport.abort()
            return
        try:
            server, to_server = await asyncio.open_unix_connection(str(self.server))
        except OSError:
            to_program.transport.abort()
            return
        pair = {to_program, to_server}
        self.open |= pair
        state = {"commit": False}
        await asyncio.gather(
            self._pass(program, to_server, pair, state, asks=True),
            self._pass(server, to_program, pair, state, asks=False),
        )
        self.open -= pair

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        pair: set[asyncio.StreamWriter],
        state: dict[str, bool],
        *,
        asks: bool,
    ) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while some := await source.read(65_536):
                await self.passing.wait()
                if asks:
                    state["commit"] = b"COMMIT" in some
                    if self.mode == "cut at commit" and state["commit"]:
                        break
                elif self.mode == "cut answer of commit" and state["commit"]:
                    await asyncio.sleep(0.05)
                    break
                elif self.mode == "cut in answer":
                    self.left -= len(some)
                    if self.left < 0:
                        target.write(some[: max(1, len(some) // 2)])
                        with suppress(Exception):
                            await target.drain()
                        self.left = 3_000
                        break
                elif self.mode == "deaf":
                    continue
                target.write(some)
                await target.drain()
        for each in pair:
            with suppress(Exception):
                each.close()


def serve(server: Path, orders: Connection) -> None:
    """Be the door until the other end of `orders` is closed; say its port first."""
    asyncio.run(Proxy(server, orders).run())
