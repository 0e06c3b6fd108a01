"""A store that speaks S3 on 127.0.0.1: moto's, behind a guard that checks each
request's signature with botocore, AWS's own library, and its checksum.

s3_server.py PORT FOLDER

FOLDER/mode has how it behaves, a line for each PUT and the last for all others:
`ok`, `503`. FOLDER/requests has a line for each request: method, path, status. A
line on standard input makes it write FOLDER/objects.json (key, digest, type) and
print `written`; it ends when its standard input does.
"""

import base64
import datetime
import hashlib
import io
import json
import os
import pathlib
import sys
import threading
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

ACCESS, SECRET, REGION, BUCKET = "AKIDEXAMPLEDESK", "wJalr/secret+of/the+desk", "eu-test-1", "briefings"

port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
guard = threading.Lock()


def next_mode():
    lines = (folder / "mode").read_text().splitlines()
    if len(lines) > 1:
        (folder / "mode").write_text("\n".join(lines[1:]))
    return lines[0] if lines else "ok"


def is_signed(environ):
    raw = environ["RAW_URI"]
    query = dict(parse_qsl(urlsplit(raw).query, keep_blank_values=True))
    signature = query.pop("X-Amz-Signature", "")
    if query.get("X-Amz-Credential", "").split("/")[0] != ACCESS:
        return False
    signed_at = datetime.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    age = datetime.datetime.utcnow() - signed_at
    if not -300 < age.total_seconds() < int(query["X-Amz-Expires"]):
        return False
    headers = {}
    for name in query["X-Amz-SignedHeaders"].split(";"):
        at = name.upper().replace("-", "_")
        headers[name] = environ.get(at if at == "CONTENT_TYPE" else "HTTP_" + at, "")
    kept = [part for part in urlsplit(raw).query.split("&") if not part.startswith("X-Amz-Signature=")]
    url = f"http://{environ['HTTP_HOST']}{urlsplit(raw).path}?{'&'.join(kept)}"
    request = AWSRequest(method=environ["REQUEST_METHOD"], url=url, headers=headers)
    request.context["timestamp"] = query["X-Amz-Date"]
    auth = S3SigV4QueryAuth(Credentials(ACCESS, SECRET), "s3", REGION)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return auth.signature(text, request) == signature


def refused(start, status, code):
    # AWS repeats what was signed, and with which key.
    said = f"<Error><Code>{code}</Code><AWSAccessKeyId>{ACCESS}</AWSAccessKeyId><Was>{SECRET}</Was></Error>"
    start(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(said)))])
    return [said.encode()]


class Guard:
    def __init__(self, store):
        self.store = store

    def __call__(self, environ, start):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]

        def noted(status, headers, *rest):
            with guard, open(folder / "requests", "a") as requests:
                requests.write(f"{method} {path} {status.split()[0]}\n")
            return start(status, headers, *rest)

        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if not is_signed(environ):
            return refused(noted, "403 Forbidden", "SignatureDoesNotMatch")
        if method == "PUT":
            checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
            if environ.get("HTTP_X_AMZ_CHECKSUM_SHA256") != checksum:
                return refused(noted, "400 Bad Request", "BadDigest")
            with guard:
                now = next_mode()
            if now == "503":
                return refused(noted, "503 Slow Down", "SlowDown")
        return self.store(environ, noted)


class Quiet(WSGIRequestHandler):
    def log(self, *said):
        pass


def objects():
    bucket = backend().buckets[BUCKET]
    listed = []
    for key in bucket.keys.values():
        value = key.value
        listed.append(
            {
                "key": key.name,
                "sha256": hashlib.sha256(value).hexdigest(),
                "type": key.metadata.get("content-type"),
                "text": value.decode() if key.name.endswith(".json") else None,
                "at": key.last_modified.isoformat(),
            }
        )
    return listed


def backend():
    return s3_backends["123456789012"]["aws"]


def listen():
    for _ in sys.stdin:
        (folder / "objects.json").write_text(json.dumps(objects()))
        print("written", flush=True)
    os._exit(0)


backend().create_bucket(BUCKET, REGION)
server = make_server(
    "127.0.0.1", port, Guard(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=Quiet
)
print(server.server_port, flush=True)
threading.Thread(target=listen, daemon=True).start()
server.serve_forever()
