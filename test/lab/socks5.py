#!/usr/bin/python3
"""A stand-in for Tor's SOCKS5 port, for a few names; and for proxies of SOCKS5 and HTTP that ask who it is.

[LOGIN=USER:PASSWORD] socks5.py LISTEN NAME[,NAME…] HOST PORT [answer|silent|stall]

Listens on port LISTEN of 127.0.0.1 (0: a free one), and prints its number on the first line; then a line for each
request: `name NAME port N`, with ` as USER:PASSWORD` if it asks for that.

answer  connects requests for each NAME to HOST:PORT, and refuses every other name as Tor does
silent  accepts connections and never says a word
stall   takes the request and never answers it
"""

import base64
import itertools
import os
import socket
import struct
import sys
import threading

ANSWER = b"\x05%c\x00\x01" + bytes(6)
HOST_UNREACHABLE = 4
NO_LOGIN, LOGIN = 0, 2
# What is kept on its way, so that one who sends soon notices that nobody reads.
LITTLE = 65536


def wait_for_ever():
    threading.Event().wait()


def pump(source, sink):
    try:
        for chunk in iter(lambda: source.recv(65536), b""):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def read_login(stream, login):
    """USER:PASSWORD (RFC 1929), which must be the right ones."""
    _version, length = stream.read(2)
    user = stream.read(length)
    password = stream.read(stream.read(1)[0])
    told = (user + b":" + password).decode()
    stream.write(b"\x01" + bytes([told != login]))
    return told


def read_request(stream, login):
    """The name and port that are asked for (RFC 1928), and by whom; a numeric address is no name and is never served."""
    (count,) = stream.read(1)
    methods = stream.read(count)
    method = LOGIN if login and LOGIN in methods else NO_LOGIN
    stream.write(bytes([5, method]))
    user = read_login(stream, login) if method == LOGIN else None
    _version, _command, _reserved, kind = stream.read(4)
    if kind == 3:
        name = stream.read(stream.read(1)[0]).decode()
    else:
        name = "address " + stream.read(4 if kind == 1 else 16).hex()
    (port,) = struct.unpack("!H", stream.read(2))
    return name, port, user


def read_text(stream):
    """Up to the next NUL."""
    return b"".join(iter(lambda: stream.read(1), b"\0")).decode()


def read_socks4a(stream):
    """The same of SOCKS4a, which knows a user but no password."""
    _command, port, _address = struct.unpack("!BH4s", stream.read(7))
    user = read_text(stream)
    return read_text(stream), port, user


def read_connect(stream):
    """The same of an HTTP proxy (RFC 9110, 9.3.6)."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        text += stream.read(1)
    lines = text.decode().split("\r\n")
    name, port = lines[0].split()[1].rsplit(":", 1)
    users = [base64.b64decode(line.split()[-1]).decode() for line in lines if "Basic" in line]
    return name, port, users[0] if users else None


def serve(client, names, address, mode, login):
    if mode == "silent":
        wait_for_ever()
    stream = client.makefile("rwb", buffering=0)
    version = stream.read(1)
    if version == b"\x05":
        asked, port, user = read_request(stream, login)
        good, bad, stranger = ANSWER % 0, ANSWER % HOST_UNREACHABLE, ANSWER % 2
    elif version == b"\x04":
        asked, port, user = read_socks4a(stream)
        good, bad, stranger = (b"\x00%c" % code + bytes(6) for code in (90, 91, 93))
    else:
        asked, port, user = read_connect(stream)
        good, bad, stranger = (b"HTTP/1.0 %d \r\n\r\n" % code for code in (200, 502, 407))
    print("name", asked, "port", port, *(["as", user] if login else []), flush=True)
    if mode == "stall":
        wait_for_ever()
    server = None
    if asked in names and login in (user, None):
        try:
            server = socket.create_connection(address)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LITTLE)
        except OSError:
            pass
    if not server:
        client.sendall(bad if user == login else stranger)
        client.close()
        return
    client.sendall(good)
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def main(listen, names, host, port, mode="answer"):
    listener = socket.create_server(("127.0.0.1", int(listen)), backlog=50)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
    print(listener.getsockname()[1], flush=True)
    for _ in itertools.count():
        client, _ = listener.accept()
        arguments = (client, names.split(","), (host, int(port)), mode, os.environ.get("LOGIN") or None)
        threading.Thread(target=serve, args=arguments, daemon=True).start()


main(*sys.argv[1:])
