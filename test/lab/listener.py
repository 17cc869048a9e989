#!/usr/bin/python3
"""listener.py PORT FILE: an HTTP server on loopback that keeps each request as a line of JSON in FILE.

A path with "refuse" in it is answered with 500, one with "moved" with another place, one with "silent" never.
"""

import http.server
import json
import sys
import time


class Listener(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode("utf-8", "strict"),
        }
        with open(sys.argv[2], "a", encoding="utf-8") as file:
            file.write(json.dumps(request) + "\n")
        if "silent" in self.path:
            time.sleep(600)
        if "moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
        else:
            self.send_response(500 if "refuse" in self.path else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"OK")

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Listener).serve_forever()
