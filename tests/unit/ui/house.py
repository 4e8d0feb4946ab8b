"""A small server with the sample pages, the static files and just enough API for the map.

It keeps states like the real one would: holds are all or none, changes go out as a stream.
"""

import io
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import segno
from markupsafe import Markup
from PIL import Image

from tessera.web.policy import QUIET, page_policy
from tessera.web.templates import STATIC, render
from tests.unit.ui import samples_desk, samples_hall
from tests.unit.ui.pages import MAILS, PAGES

CSRF = Markup('<input type="hidden" name="csrf_token" value="sample">')
NONCE = "sample"
JSON = "application/json"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class House(ThreadingHTTPServer):
    """Shows `1945` (a cinema) and `arena`. `address` ends without a slash."""

    daemon_threads = True

    def __init__(self, language: str = "en") -> None:
        super().__init__(("127.0.0.1", 0), Usher)
        self.language = language
        self.plans = {"plan-cinema": samples_hall.CINEMA, "plan-arena": samples_hall.ARENA}
        self.states = {
            "1945": list(samples_hall.CINEMA_STATES),
            "arena": list(samples_hall.ARENA_STATES),
        }
        self.versions = {"1945": 1, "arena": 1}
        self.streams: list[tuple[str, queue.Queue[str | None]]] = []
        self.posts: list[dict[str, Any]] = []
        self.stream_works = True
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def change(self, show: str, changes: list[tuple[int, str]]) -> None:
        """Somebody else did something; followers hear of it."""
        before = self.versions[show]
        self.versions[show] = before + 1
        for place, sign in changes:
            self.states[show][place] = sign
        delta = {"version": before + 1, "from_version": before, "changes": changes}
        for followed, line in self.streams:
            if followed == show:
                line.put(f"event: delta\ndata: {json.dumps(delta)}\n\n")

    def seats(self, show: str) -> dict[str, Any]:
        """The answer of `GET /shows/{id}/seats`."""
        states = "".join(self.states[show])
        facts = {"capacity": len(states), "available": states.count("."), "states": states}
        return {"version": self.versions[show], **facts}

    def close(self) -> None:
        """End the streams, then the server."""
        for _show, line in self.streams:
            line.put(None)
        self.shutdown()
        self.server_close()


def photograph(path: str) -> bytes:
    """A picture for pages that show some: the same for the same path."""
    file = io.BytesIO()
    turned = Image.linear_gradient("L").resize((480, 300)).rotate(sum(map(ord, path)) % 360)
    turned.convert("RGB").save(file, "JPEG")
    return file.getvalue()


class Usher(BaseHTTPRequestHandler):
    """One request."""

    server: House

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Pages, files and reads of the API."""
        path = urlsplit(self.path).path.strip("/")
        if path.startswith("static/"):
            file = STATIC / path.removeprefix("static/")
            return self.answer(file.read_bytes(), KINDS[Path(path).suffix])
        if path.startswith("media/"):
            return self.answer(photograph(path), "image/jpeg")
        match path.removeprefix("api/v1/").split("/"):
            case ["seat-plans", plan]:
                return self.answer(json.dumps(self.server.plans[plan]).encode())
            case ["shows", show, "seats"]:
                return self.answer(json.dumps(self.server.seats(show)).encode())
            case ["shows", show, "live"]:
                return self.stream(show)
        if path.startswith("api/"):
            return self.answer(b"{}", "application/problem+json", status=404)
        return self.page(path)

    def do_POST(self) -> None:
        """Hold places, all or none; forms come back as a page that says what was sent."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        path = urlsplit(self.path).path
        self.server.posts.append(
            {"path": path, "body": body, "key": self.headers["Idempotency-Key"]}
        )
        if not path.startswith("/api/"):
            facts = json.dumps({"path": path, **parse_qs(body)})
            return self.answer(facts.encode(), "text/plain")
        if path.endswith("/check-ins"):
            return self.answer(json.dumps(check_in(json.loads(body)["code"])).encode())
        show = path.split("/")[4]
        places = json.loads(body)["places"]
        taken = [place for place in places if self.server.states[show][place] != "."]
        if taken:
            refusal = {"code": "place_taken", "status": 409, "places": taken}
            return self.answer(json.dumps(refusal).encode(), status=409)
        self.server.change(show, [(place, "h") for place in places])
        hold = {"id": "h1", "token": "t0ken", "show_id": show}
        return self.answer(json.dumps(hold).encode(), status=201)

    def page(self, name: str) -> None:
        """A sample page, a sample mail, or any other address as plain words."""
        language = parse_qs(urlsplit(self.path).query).get("lang", [self.server.language])[0]
        if name == "qr.svg":
            code = segno.make(samples_desk.TICKET.code * 3, error="m")
            drawn = io.BytesIO()
            code.save(drawn, kind="svg", border=2)
            return self.answer(drawn.getvalue(), KINDS[".svg"])
        mail = name.removeprefix("mail-").removesuffix(".html")
        if mail in MAILS:
            html = render(f"messages/{mail}.html", language=language, view=samples_desk.ORDER_MAIL)
            return self.answer(html.encode(), "text/html", policy=MAIL_POLICY)
        if name not in PAGES:
            return self.answer(f"Here would be {self.path}".encode(), "text/plain")
        template, view, shell = PAGES[name]
        html = render(
            template,
            language=language,
            shell=shell,
            view=view,
            csrf_input=lambda: CSRF,
            nonce=NONCE,
        )
        return self.answer(html.encode(), "text/html", policy=page_policy(NONCE))

    def stream(self, show: str) -> None:
        """Server-sent events until the house closes."""
        if not self.server.stream_works:
            return self.answer(b"", status=503)
        line: queue.Queue[str | None] = queue.Queue()
        self.server.streams.append((show, line))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        line.put(f"event: snapshot\ndata: {json.dumps(self.server.seats(show))}\n\n")
        try:
            while (event := line.get()) is not None:
                self.wfile.write(event.encode())
                self.wfile.flush()
        except OSError:
            pass  # the page was closed
        self.server.streams.remove((show, line))
        return None

    def answer(
        self,
        body: bytes,
        kind: str = JSON,
        *,
        status: int = 200,
        policy: str = QUIET,
    ) -> None:
        """A whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)


def check_in(code: str) -> dict[str, Any]:
    """The door's answer to three codes it knows; a stranger's is unknown."""
    seat = {"label": "H 12", "category": "Prime", "holder": "Asha Rao"}
    used = {"used_at": "2026-11-21T13:42:00Z", "used_gate": "2"}
    answers: dict[str, dict[str, Any]] = {
        "GOOD": {"result": "admitted", **seat},
        "AGAIN": {"result": "already_used", **seat, **used},
        "OLD": {"result": "void", **seat},
    }
    return answers.get(code, {"result": "unknown"})
