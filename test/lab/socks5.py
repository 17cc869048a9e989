#!/usr/bin/python3
"""A stand-in for Tor's SOCKS5 port, for one name.

socks5.py LISTEN NAME HOST PORT [answer|silent|stall]

Listens on port LISTEN of 127.0.0.1 (0: a free one), and prints its number on the first line; then a line for each
request: `name NAME port N`.

answer  connects requests for NAME to HOST:PORT, and refuses every other name as Tor does
silent  accepts connections and never says a word
stall   takes the request and never answers it
"""

import itertools
import socket
import struct
import sys
import threading

ANSWER = b"\x05%c\x00\x01" + bytes(6)
HOST_UNREACHABLE = 4


def wait_for_ever():
    threading.Event().wait()


def pump(source, sink):
    try:
        for chunk in iter(lambda: source.recv(65536), b""):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def read_request(stream):
    """The name and port that are asked for (RFC 1928); a numeric address is no name and is never served."""
    _version, count = stream.read(2)
    stream.read(count)
    stream.write(b"\x05\x00")
    _version, _command, _reserved, kind = stream.read(4)
    if kind == 3:
        name = stream.read(stream.read(1)[0]).decode()
    else:
        name = "address " + stream.read(4 if kind == 1 else 16).hex()
    (port,) = struct.unpack("!H", stream.read(2))
    return name, port


def serve(client, name, address, mode):
    if mode == "silent":
        wait_for_ever()
    stream = client.makefile("rwb", buffering=0)
    asked, port = read_request(stream)
    print("name", asked, "port", port, flush=True)
    if mode == "stall":
        wait_for_ever()
    if asked != name:
        client.sendall(ANSWER % HOST_UNREACHABLE)
        client.close()
        return
    try:
        server = socket.create_connection(address)
    except OSError:
        client.sendall(ANSWER % HOST_UNREACHABLE)
        client.close()
        return
    client.sendall(ANSWER % 0)
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def main(listen, name, host, port, mode="answer"):
    listener = socket.create_server(("127.0.0.1", int(listen)), backlog=50)
    print(listener.getsockname()[1], flush=True)
    for _ in itertools.count():
        client, _ = listener.accept()
        arguments = (client, name, (host, int(port)), mode)
        threading.Thread(target=serve, args=arguments, daemon=True).start()


main(*sys.argv[1:])
