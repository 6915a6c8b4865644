"""Messages reach real receivers: a web server and a mail server of this machine."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from processes import wait_for

from cleaners.errors import RunError

pytestmark = pytest.mark.flow


@contextmanager
def web_server() -> Iterator[tuple[str, list[dict[str, str]]]]:
    taken = list[dict[str, str]]()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", taken
        server.shutdown()


@contextmanager
def mail_server() -> Iterator[tuple[str, list[str]]]:
    taken = list[str]()

    class Receiver(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                command = line.strip().upper()
                if command.startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    lines = list[bytes]()
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line)
                    taken.append(b"".join(lines).decode())
                elif command.startswith(b"QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        yield f"mailto://127.0.0.1:{port}?from=qingwen@example.org&to=operator@example.org&mode=insecure", taken
        server.shutdown()


def test_messages_of_failures_and_rejections(tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from qingwen_flows.clean_corpus import clean_corpus, run
    from qingwen_flows.notifications import create_notifications
    from qingwen_flows.parameters import CleanCorpusParameters

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "empty.txt").touch()
    with web_server() as (hook, posted), mail_server() as (mail, sent):
        assert len(create_notifications(webhook=hook, mail=mail)) == 4
        assert len(create_notifications(webhook=hook, mail=mail)) == 4  # renewed, not doubled
        state = clean_corpus(CleanCorpusParameters(raw=str(tmp_path / "none"), clean=str(tmp_path / "clean")), return_state=True)
        assert state.is_failed()
        run(CleanCorpusParameters(raw=str(raw), clean=str(tmp_path / "clean"), engine="here"))
        wait_for(lambda: len(posted) >= 2 and len(sent) >= 2, 60)
    with get_client(sync_client=True) as client:  # other tests count what is there
        for automation in client.read_automations():
            if automation.name.startswith("qingwen: tell"):
                client.delete_automation(automation.id)
    subjects = sorted(message["subject"] for message in posted)
    assert subjects == ["Qingwen: a run Failed", "Qingwen: many rejections"]
    assert any("there is no such file or folder" in message["text"] for message in posted)
    assert any("1 of 1 documents were rejected" in message["text"] for message in posted)
    assert any("Subject: Qingwen: many rejections" in message for message in sent)


@pytest.mark.parametrize("given", [{}, {"webhook": "hooks.example.org"}, {"mail": "somebody@example.org"}])
def test_an_address_that_does_not_do_is_one_line(given: dict[str, str]) -> None:
    from qingwen_flows.notifications import create_notifications

    with pytest.raises(RunError, match=r"^notify: "):
        create_notifications(**given)
