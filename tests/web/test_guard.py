"""The gate: names, sizes, other sites, headers, and what is said when the page is not built."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from desk_server import PASSWORD, Browser, Server, set_up, start_server


def test_every_answer_carries_the_security_headers(server: Server, chief: Browser) -> None:
    for answer in (chief.get("/"), chief.get("/api/me"), chief.get("/api/nothing"), server.browser().get("/api/me")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
    assert chief.get("/api/me").headers["cache-control"] == "no-store"


def test_it_answers_to_its_own_name_only(server: Server) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "", "[", "localhost.evil.example:80"):
        answer = server.browser().get("/api/me", headers={"host": name})
        assert answer.status_code == 421
        assert "name" in answer.json()["error"]["fault"]
    assert server.browser().get("/api/me", headers={"host": "LOCALHOST:1"}).status_code == 401


def test_other_sites_cannot_ask(server: Server) -> None:
    body = {"name": "Chief", "password": PASSWORD}
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert server.browser().post("/api/session", json=body, headers=headers).status_code == 403
    assert server.browser().post("/api/session", json=body, headers={"origin": server.address}).status_code == 200
    # A form of another site can send no JSON type.
    plain, kind = b'{"name":"a","password":"b"}', {"content-type": "text/plain"}
    answer = server.browser().post("/api/session", content=plain, headers=kind)
    assert answer.status_code == 422


def test_what_is_too_large_is_refused_before_it_is_read(server: Server, chief: Browser) -> None:
    host, port = server.address.removeprefix("http://").split(":")
    head = f"POST /api/session HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: 999999999999\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")
    parts, kind = (b" " * 100_000 for _ in range(50)), {"content-type": "application/json"}
    answer = chief.post("/api/people", content=parts, headers=kind)
    assert answer.status_code == 413
    assert answer.json()["error"]["fault"] == "the request is larger than 4,000,000 bytes"
    assert chief.get("/" + "a" * 3000).status_code == 414


def test_strange_methods_and_broken_bodies_are_told(server: Server, chief: Browser) -> None:
    assert chief.request("TRACE", "/api/me").status_code == 405
    assert chief.request("POST", "/api/me").status_code == 405
    for body in (b"{", b"\xff\xfe", b"[" * 100_000, b'{"name": 1' + b"0" * 5000 + b"}", b'"\\ud800"'):
        answer = server.browser().post("/api/session", content=body, headers={"content-type": "application/json"})
        assert 400 <= answer.status_code < 500
        assert answer.json()["error"]["text"]


def test_addresses_do_not_reach_the_disk(chief: Browser) -> None:
    for path in ("/../../etc/passwd", "/..%2f..%2fetc/passwd", "/static/../../pyproject.toml", "/%00.js", "/C:/x.txt"):
        answer = chief.send(httpx.Request("GET", httpx.URL(str(chief.base_url)).copy_with(raw_path=path.encode())))
        page = answer.headers["content-type"].startswith("text/html")
        assert answer.status_code == 404 or page, path
        assert "root:" not in answer.text
        assert "[project]" not in answer.text
    assert chief.get("/case/7").headers["content-type"].startswith("text/html")
    assert chief.get("/api/nothing").status_code == 404


def test_a_page_that_is_not_built_says_so(tmp_path: Path) -> None:
    from starlette.requests import Request

    from sarex.web.page import Page

    def ask(page: Page, path: str, packed: bool = False) -> httpx.Response:
        headers = [(b"accept-encoding", b"gzip")] if packed else []
        got = page.answer(Request({"type": "http", "path": path, "headers": headers, "query_string": b""}))
        return httpx.Response(got.status_code, headers=dict(got.headers), content=got.body)

    assert "not built" in ask(Page(tmp_path), "/").text
    (tmp_path / "index.html").write_text("<p>the page</p>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a-1234.js").write_text("let here = 1")
    (tmp_path / "assets" / "link.js").symlink_to("/etc/hostname")
    page = Page(tmp_path)
    assert page.built
    assert ask(page, "/case/7").text == "<p>the page</p>"
    script = ask(page, "/assets/a-1234.js", packed=True)
    assert script.headers["content-encoding"] == "gzip"
    assert script.text == "let here = 1"
    assert "immutable" in script.headers["cache-control"]
    assert ask(page, "/assets/link.js").status_code == 404


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_it_listens_on_this_machine_unless_told(host: str) -> None:
    from sarex.web.settings import WebSettings

    assert WebSettings().loopback
    assert WebSettings(host=host).loopback
    everywhere = WebSettings(host="0.0.0.0", names=("Desk.example",))
    assert not everywhere.loopback
    assert everywhere.hosts == {"127.0.0.1", "localhost", "::1", "desk.example"}


def test_ctrl_c_closes_it_in_order(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    chief = set_up(server)
    case = chief.post("/api/cases", json={"name": "kept", "exercise": True}).json()["id"]
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(20) == 0
    assert server.process.stderr is not None
    assert "The desk is closed" in server.process.stderr.read()
    server.stop()
    server = start_server(tmp_path)
    try:
        assert server.signed_in().get(f"/api/cases/{case}").json()["name"] == "kept"
    finally:
        server.stop()


def test_a_port_that_is_taken_is_told(server: Server, tmp_path: Path) -> None:
    port = server.address.rpartition(":")[2]
    command = [sys.executable, "-m", "sarex", "desk", "--port", port, "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "choose another with --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are of Unix")
def test_a_disk_that_takes_no_more_is_told_and_the_desk_goes_on(tmp_path: Path) -> None:
    server = start_server(tmp_path, file_bytes_max=3_000_000)
    try:
        chief = set_up(server)
        case = chief.post("/api/cases", json={"name": "full", "exercise": True}).json()["id"]
        answer = chief.post(f"/api/cases/{case}/forcing", files={"file": ("wind.nc", bytes(5_000_000))})
        assert answer.status_code == 507, answer.text
        assert "cannot write" in answer.json()["error"]["text"]
        assert str(tmp_path) not in answer.text
        assert chief.post(f"/api/cases/{case}/notes", json={"text": "still here"}).status_code == 201
        assert list((tmp_path / "scratch").glob("*")) == []
    finally:
        server.stop()
