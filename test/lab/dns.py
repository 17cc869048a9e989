#!/usr/bin/python3
"""Prints each name that is asked of DNS on this machine's network, whoever asks and whether or not anybody answers.

The first line says that it is listening. It sees packets for port 53 of UDP and TCP, and for 5353, of multicast DNS.
"""

import re
import socket
import struct

ETH_P_IP = 0x0800
ETH_P_IPV6 = 0x86DD
PORTS = {53, 5353}
LABELS = re.compile(rb"(?:[\x01-\x3f][!-~]+)+\x00", re.DOTALL)


def transport(kind, packet):
    """What follows the header of an IP packet."""
    return packet[(packet[0] & 15) * 4 :] if kind == ETH_P_IP else packet[40:]


def names(payload):
    """The texts of a message that look as names do in DNS (RFC 1035, 4.1.2)."""
    for match in LABELS.finditer(payload):
        labels, rest = [], match.group()
        while rest and rest[0]:
            labels.append(rest[1 : 1 + rest[0]])
            rest = rest[1 + rest[0] :]
        yield b".".join(labels).decode("ascii", "replace")


def main():
    listener = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    print("listening", flush=True)
    while True:
        packet, (_, kind, *_) = listener.recvfrom(65536)
        if kind not in (ETH_P_IP, ETH_P_IPV6):
            continue
        message = transport(kind, packet)
        if len(message) >= 4 and struct.unpack("!H", message[2:4])[0] in PORTS:
            for name in names(message[8:]):
                print(name, flush=True)


main()
