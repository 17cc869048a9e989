#!/usr/bin/python3
"""smtp.py PORT FILE: a mail server on loopback that keeps each message as a line of JSON in FILE, its recipients included."""

import email
import email.policy
import json
import socketserver
import sys


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        recipients = []
        self.say("220 lab ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250 8BITMIME")
            elif verb == b"RCPT":
                recipients.append(line.decode().split("<")[1].split(">")[0])
                self.say("250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.keep(recipients, b"".join(line.removeprefix(b".") for line in lines))
                self.say("250 ok")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def keep(self, recipients, raw):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        mail = {
            "recipients": recipients,
            "headers": dict(message.items()),
            "defects": [str(defect) for defect in message.defects],
            "body": message.get_content(),
        }
        with open(sys.argv[2], "a", encoding="utf-8") as file:
            file.write(json.dumps(mail) + "\n")


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Session).serve_forever()
