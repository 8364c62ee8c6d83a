"""How a desk is served."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "::1")
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class WebSettings:
    """host, port       : where it listens
    names            : further names by which browsers may call it, such as `desk.example.org`
    secure           : cookies only over HTTPS; for a desk behind a proxy that keeps the certificate
    body_bytes_max   : of a JSON body
    upload_bytes_max : of an uploaded file of wind or current
    track_bytes_max  : of an uploaded track
    demo             : the desk of `sarex demo`, whose page begins its tour by itself
    """

    host: str = "127.0.0.1"
    port: int = 8340
    names: tuple[str, ...] = ()
    secure: bool = False
    body_bytes_max: int = 4 * MEGABYTE
    upload_bytes_max: int = 2000 * MEGABYTE
    track_bytes_max: int = 100 * MEGABYTE
    demo: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """What a Host header may name. An address that listens everywhere cannot tell its names: they are given."""
        own = () if self.host in ("0.0.0.0", "::", "") else (self.host,)
        return frozenset(name.lower() for name in (*LOOPBACK_HOSTS, *own, *self.names))

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """For a browser on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
