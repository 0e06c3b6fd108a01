"""A receiver of webhooks on 127.0.0.1 that checks signatures by itself.

receiver.py PORT FOLDER SECRET [CERTIFICATE KEY]

FOLDER/mode has how it answers, a line for each request and the last for all
others: a status, a status with a `Retry-After`, or `hold`. Each request is
FOLDER/N.json. It prints its port, and ends when its standard input does.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading
import time

port, folder, secret = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
key = base64.b64decode(secret.removeprefix("whsec_"))
guard = threading.Lock()
taken = 0


def next_mode():
    lines = (folder / "mode").read_text().splitlines()
    if len(lines) > 1:
        (folder / "mode").write_text("\n".join(lines[1:]))
    return (lines[0] if lines else "200").split()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global taken
        body = self.rfile.read(int(self.headers["content-length"]))
        id, moment = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = id.encode() + b"." + moment.encode() + b"." + body
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        request = {
            "path": self.path,
            "id": id,
            "is_signed": hmac.compare_digest(self.headers["webhook-signature"], "v1," + mac),
            "is_recent": abs(time.time() - int(moment)) < 300,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": json.loads(body),
        }
        with guard:
            taken += 1
            staged = folder / f"{taken}.part"
            staged.write_text(json.dumps(request))
            staged.rename(folder / f"{taken}.json")
            now = next_mode()
        if now[0] == "hold":
            (folder / "held").touch()
            time.sleep(3600)
        self.send_response(int(now[0]))
        if now[0] == "302":
            self.send_header("location", "/elsewhere")
        if len(now) > 1:
            self.send_header("retry-after", now[1])
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *said):
        pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
if len(sys.argv) > 4:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Thread(target=end_with_input, daemon=True).start()
server.serve_forever()
