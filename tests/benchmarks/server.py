"""📡 A server in a process of its own, so that serving costs its clients none of their GIL.

with Server(latency=0.05) as server:
    server.ask("hello")     # "HELLO", over a loopback socket, 50 ms later
"""

import asyncio
import socket
import subprocess
import sys
from types import TracebackType

PATIENCE = 30.0
"""Seconds until a stuck request is given up. A fuse, never a way to wait."""


class Server:
    """Answers each line with the same line in capitals, after `latency` seconds."""

    def __init__(self, latency: float) -> None:
        self.latency = latency

    def __enter__(self) -> "Server":
        command = [sys.executable, "-S", "-E", __file__, str(self.latency)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.address = "127.0.0.1", int(self._process.stdout.readline())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=PATIENCE)  # closes its stdin: the sign to end

    def ask(self, text: str) -> str:
        """A blocking client: one request over a connection of its own."""
        with socket.create_connection(self.address, PATIENCE) as connection:
            connection.sendall(text.encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                answer += connection.recv(1024)
        return answer.decode().rstrip("\n")

    async def ask_async(self, text: str) -> str:
        """The same request, for asyncio."""
        reader, writer = await asyncio.open_connection(*self.address)
        writer.write(text.encode() + b"\n")
        answer = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return answer.decode().rstrip("\n")


class _Reply(asyncio.Protocol):
    """One connection: answers each line later, while the others are answered too."""

    def __init__(self, latency: float) -> None:
        self.latency = latency

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """A line came in: its answer goes out when the latency is over."""
        asyncio.get_running_loop().call_later(self.latency, self.transport.write, data.upper())


async def serve(latency: float) -> None:
    """Serve until standard input is closed; the port is told on standard output."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Reply(latency), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
