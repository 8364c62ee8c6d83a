"""The server program around the application."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from typing import Final

import uvicorn

from sarex.model.errors import SarexError
from sarex.web.app import guarded_app
from sarex.web.desk import Desk
from sarex.web.settings import WebSettings

KEEP_ALIVE_S: Final = 30
HEAD_BYTES_MAX: Final = 32_768
BACKLOG: Final = 512
CONNECTIONS_MAX: Final = 1000
STOP_S_MAX: Final = 3


def listening_socket(settings: WebSettings) -> socket.socket:
    """A socket that listens where the settings say; port 0 takes any free one. Raises SarexError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        # Named as TCP, or asyncio does not switch Nagle's waiting off: an answer in two parts then takes 40 ms more.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name != "nt":  # there it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # now, so that whoever follows the printed link is only kept waiting
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise SarexError(
            f"the desk cannot listen on {settings.host} port {settings.port} ({reason.lower()}); stop what holds it or "
            "choose another with --port"
        ) from None
    return listener


def serve(desk: Desk, listener: socket.socket, beside: Callable[[], None] | None = None) -> None:
    """Serve on this socket until Ctrl-C, which is raised when the desk is closed.

    beside : what runs in a thread of its own as soon as the desk is open, and ends when it is closed; what it raises
             closes the desk and is raised here
    """
    config = uvicorn.Config(
        guarded_app(desk), log_level="warning", access_log=False, server_header=False, ws="none", lifespan="on",
        http="h11", timeout_keep_alive=KEEP_ALIVE_S, limit_concurrency=CONNECTIONS_MAX, proxy_headers=False,
        h11_max_incomplete_event_size=HEAD_BYTES_MAX, timeout_graceful_shutdown=STOP_S_MAX,
    )  # fmt: skip
    server = _Server(config, desk, beside)
    try:
        server.run(sockets=[listener])
    finally:
        server.join()
    if server.fault is not None:
        raise server.fault


class _Server(uvicorn.Server):
    """A server with work beside it."""

    def __init__(self, config: uvicorn.Config, desk: Desk, beside: Callable[[], None] | None) -> None:
        super().__init__(config)
        self.fault: BaseException | None = None
        self._desk, self._beside = desk, beside
        self._thread = threading.Thread(target=self._work, name="beside")

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._beside is not None:
            self._thread.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Browsers never end their streams by themselves: they would be waited for and then cut off.
        self._desk.stream.close()
        await super().shutdown(sockets)

    def _work(self) -> None:
        assert self._beside is not None
        try:
            self._beside()
        except BaseException as fault:  # noqa: BLE001 : raised again by serve
            self.fault, self.should_exit = fault, True

    def join(self) -> None:
        """Wait for the work to end."""
        if self._thread.ident is not None:
            self._thread.join()
