"""A small server that answers like the Hugging Face Hub, for one commit of one data set or model."""

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

from huggingface_hub import constants

COMMIT = "b8dd5d7af51114dbda02c0e3f6133f332186418e"


@dataclass
class Hub:
    """What the server has, what it shall do wrong, and what it was asked.

    `told` replaces checksums in the listing; of a file in `cut` only half is sent the first time.
    """

    repository: str
    kind: str = "datasets"
    files: dict[str, bytes] = field(default_factory=dict)
    revisions: tuple[str, ...] = (COMMIT, "main")
    commit: str = COMMIT
    told: dict[str, str] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)

    def listing(self):
        siblings = [
            {
                "rfilename": name,
                "size": len(content),
                "blobId": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(),
                "lfs": {"sha256": self.told.get(name, self.sha256(name)), "size": len(content), "pointerSize": 130},
            }
            for name, content in self.files.items()
        ]
        return {"id": self.repository, "sha": self.commit, "siblings": siblings, "private": False, "tags": []}

    def sha256(self, name):
        return hashlib.sha256(self.files[name]).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Answers for the hub that a subclass names."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, *, body):
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append((self.command, path, self.headers.get("Range")))
        api = f"/api/{self.hub.kind}/{self.hub.repository}"
        files = (
            f"/{self.hub.repository}/resolve/"
            if self.hub.kind == "models"
            else f"/datasets/{self.hub.repository}/resolve/"
        )
        if path.startswith(api):
            self.tell(path.removeprefix(api), body)
        elif path.startswith(files):
            self.give(*path.removeprefix(files).split("/", 1), body)
        else:
            self.refuse("RepoNotFound")

    def tell(self, rest, body):
        kind, _, revision = (rest or "/revision/main").removeprefix("/").partition("/")
        if kind == "tree":  # there are no folders
            return self.refuse("EntryNotFound")
        if revision not in self.hub.revisions:
            return self.refuse("RevisionNotFound")
        return self.send(json.dumps(self.hub.listing()).encode(), {"Content-Type": "application/json"}, body=body)

    def give(self, revision, name, body):
        if revision not in self.hub.revisions:
            return self.refuse("RevisionNotFound")
        if name not in self.hub.files:
            return self.refuse("EntryNotFound")
        content = self.hub.files[name]
        etag = f'"{self.hub.sha256(name)}"'
        headers = {"ETag": etag, "X-Repo-Commit": self.hub.commit, "Accept-Ranges": "bytes"}
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return self.send(content[start:], headers, body=body, status=206 if start else 200, name=name)

    def send(self, content, headers, *, body, status=200, name=""):
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        if body and name in self.hub.cut:
            self.hub.cut.discard(name)
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif body:
            self.wfile.write(content)

    def refuse(self, code):
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def serving(hub, monkeypatch):
    """Lets huggingface_hub ask a running server of this hub instead of the real one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answering", (Handler,), {"hub": hub}))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield
    server.shutdown()
    server.server_close()
