"""A real SMTP server on loopback whose answers a test chooses."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket

from aiosmtpd.controller import Controller


class Postbox:
    """Keeps what it receives. `answer` returns the reply to RCPT TO, `answer_data` that to the message; "" accepts."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.asked = 0
        self.answer: Callable[[str], str] = lambda _address: ""
        self.answer_data: Callable[[], str] = lambda: ""
        self.drops = False

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.asked += 1
        if refused := self.answer(address):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.drops:
            server.transport.close()
            return "421 bye"
        if refused := self.answer_data():
            return refused
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 accepted"


class Server:
    """The server while a test runs; `stop` makes it unreachable."""

    def __init__(self) -> None:
        self.box = Postbox()
        with socket() as free:  # the controller cannot choose one itself
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)

    def start(self) -> int:
        self._controller.start()
        return self.port

    def stop(self) -> None:
        if self._controller.server is not None:
            self._controller.stop(no_assert=True)


def parts(message: EmailMessage) -> tuple[str, str]:
    """Return the plain text and the HTML of a message."""
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return tuple(part.get_content().replace("\r\n", "\n") for part in (text, html))
