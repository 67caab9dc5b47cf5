"""🐌 A server that takes its time, on a loopback socket of this process."""

import socket
import socketserver
import threading

from showcase.utils.stage import PATIENCE


class SlowServer(socketserver.ThreadingTCPServer):
    """Answers a line with the same line in capitals, on a loopback socket, for a `with` block.

    Args:
        latency: seconds until a request is answered.
        together: nobody is answered before so many requests have been there at the same time.
            It proves, without a look at a clock, that a client sends so many at once.
    """

    request_queue_size = (
        socket.SOMAXCONN
    )  # who comes in a crowd waits in line instead of trying again

    def __init__(self, latency: float = 0.0, together: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), _Reply)
        self.latency = latency
        self.together = together
        self.in_flight: list[str] = []
        self.peak = 0
        """The greatest number of requests that were there at the same time."""
        self.changed = threading.Condition()
        self.loop = threading.Thread(target=self.serve_forever, args=(0.01,), name="server")

    def __enter__(self) -> "SlowServer":
        self.loop.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.shutdown()
        self.loop.join(PATIENCE)
        self.server_close()

    def ask(self, text: str) -> str:
        """A client: send `text` over a connection of its own, and return the answer."""
        address = "127.0.0.1", self.server_address[1]
        with socket.create_connection(address, PATIENCE) as connection:
            connection.sendall(text.encode() + b"\n")
            with connection.makefile("r", encoding="utf-8") as reply:
                return reply.readline().rstrip()

    def take_its_time(self, text: str) -> None:
        """What happens between a request and its answer."""
        with self.changed:
            self.in_flight.append(text)
            self.peak = max(self.peak, len(self.in_flight))
            self.changed.notify_all()
            patience = PATIENCE + PATIENCE  # a client that waits in vain gives up before
            self.changed.wait_for(lambda: self.peak >= self.together, patience)
        threading.Event().wait(self.latency)  # nobody sets it
        self.in_flight.pop()  # in one step, whichever it is


class _Reply(socketserver.StreamRequestHandler):
    server: SlowServer

    def handle(self) -> None:
        """Answer one request, after the server's latency."""
        text = self.rfile.readline().decode()
        self.server.take_its_time(text)
        self.wfile.write(text.upper().encode())
