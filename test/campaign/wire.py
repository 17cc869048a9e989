"""The network between a job and its rsync daemon: a proxy on loopback that can do harm to one connection, and to all
that follow it."""

import contextlib
import select
import socket
import struct
import threading
import time

# What becomes of a connection from some byte on, and of the connections after it.
KINDS = {
    # Broken off, once or for good.
    "cut": ("cut", None),
    "gone": ("cut", "cut"),
    # Open, but nothing comes through, once or for good.
    "stall": ("stall", None),
    "silent": ("stall", "stall"),
    # Slower than the job would like, but fast enough for it.
    "slow": ("slow", "slow"),
    # So slow that it never ends, while no limit on silence is ever reached.
    "drip": ("drip", "drip"),
}
SLOW_BYTES_PER_S = 500_000


class Wire:
    """Hands what comes in on PORT to the daemon on another port."""

    def __init__(self, daemon: int):
        self.daemon = daemon
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.begin(None)
        threading.Thread(target=self._accept, daemon=True).start()

    def begin(self, harm: tuple[int, str, int] | None):
        """A new count of connections. HARM: the number of a connection (from 1), one of KINDS, and after how many bytes."""
        with self.lock:
            self.harm = harm
            self.hit = False
            # How many bytes went through each connection, both ways.
            self.passed: list[int] = []
            self.ended = threading.Event()

    def end(self):
        """Closes what is open."""
        self.ended.set()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            with self.lock:
                self.passed.append(0)
                serve = (client, len(self.passed), self.passed, self.ended)
            threading.Thread(target=self._serve, args=serve, daemon=True).start()

    def _harm_to(self, number: int) -> tuple[str | None, int]:
        if self.harm:
            at, kind, after = self.harm
            if number == at:
                return KINDS[kind][0], after
            if number > at:
                return KINDS[kind][1], 0
        return None, 0

    def _serve(self, client: socket.socket, number: int, passed: list[int], ended: threading.Event):
        kind, after = self._harm_to(number)
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self.daemon)) as server:
            other = {client: server, server: client}
            for side in other:
                promptly(side)
            while other and not ended.is_set():
                for side in select.select(list(other), [], [], 0.1)[0]:
                    data = side.recv(1 << 14)
                    promptly(side)
                    if not data:
                        other.pop(side).shutdown(socket.SHUT_WR)
                        continue
                    harmless = len(data) if kind is None else max(0, min(len(data), after - passed[number - 1]))
                    other[side].sendall(data[:harmless])
                    passed[number - 1] += harmless
                    if harmless < len(data):
                        self.hit = True
                        self._do_harm(kind, other[side], data[harmless:], ended)
                        if kind == "cut":
                            for end in (client, server):
                                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                            return

    def _do_harm(self, kind: str, to: socket.socket, data: bytes, ended: threading.Event):
        if kind == "stall":
            ended.wait()
        elif kind == "slow":
            time.sleep(len(data) / SLOW_BYTES_PER_S)
            to.sendall(data)
        elif kind == "drip":
            for byte in data:
                if ended.wait(1):
                    return
                to.sendall(bytes([byte]))


def promptly(end: socket.socket):
    """Rsync sends a little at a time, and its system holds that back until what it sent before is acknowledged."""
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Lasts until the next byte.
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
