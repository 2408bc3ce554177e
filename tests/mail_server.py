"""A mail server of the tests' own, on a real port: it speaks as much SMTP as is needed, keeps what it is given, and can
be told to refuse people, to answer later, or to hang up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

REFUSED, BUSY = "550 No such person here", "451 Come back later"


class MailServer(socketserver.ThreadingTCPServer):
    """Listens at `port` of this machine. `messages` are those it took, `refused` the addresses it does not take mail
    for, `is_busy` makes it ask to be tried later, `hangs_up` makes it take a message and drop the line."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.messages: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.is_busy = self.hangs_up = False
        super().__init__(("127.0.0.1", port), Conversation)

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        for line in iter(self.rfile.readline, b""):
            verb = line.decode().strip().upper()
            if verb.startswith("QUIT"):
                return self._say("221 bye")
            if verb == "DATA":
                if not self._take():
                    return None
            else:
                self._say(self._answer(verb))
        return None

    def _answer(self, verb: str) -> str:
        if verb.startswith("RCPT") and any(address.upper() in verb for address in self.server.refused):
            return REFUSED
        return BUSY if verb.startswith("MAIL") and self.server.is_busy else "250 ok"

    def _take(self) -> bool:
        """Whether the line holds."""
        self._say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        sent = b"".join(line.removeprefix(b".") for line in lines)
        self.server.messages.append(message_from_bytes(sent, policy=policy.default))
        if self.server.hangs_up:
            return False
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(settings: Any, port: int = 0) -> Iterator[MailServer]:
    """A mail server that the project sends through."""
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        try:
            yield server
        finally:
            server.shutdown()
