"""A mail server on 127.0.0.1 that writes down what it is told.

smtp_server.py PORT FOLDER TLS [CERTIFICATE KEY]

TLS is `starttls`, `wrapped` or `none`. FOLDER/mode has how it behaves, a line
for each message and the last for all others: `ok`, `451`, `550`, `rcpt550 ADDRESS`,
`hold` (takes the message and answers nothing), `drop` (takes it and hangs up).
Each message is FOLDER/N.eml with FOLDER/N.json of what Python's own reader
makes of it; FOLDER/logins has a line for each attempt to log in. It prints its
port, and ends when its standard input does.
"""

import asyncio
import email
import email.policy
import hashlib
import json
import os
import pathlib
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"desk", b"correct horse battery"

port, folder, tls = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
taken = 0


def mode():
    lines = (folder / "mode").read_text().splitlines()
    return lines[0] if lines else "ok"


def next_mode():
    lines = (folder / "mode").read_text().splitlines()
    if len(lines) > 1:
        (folder / "mode").write_text("\n".join(lines[1:]))
    return lines[0] if lines else "ok"


def told(envelope, raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = []
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        parts.append(
            {
                "type": part.get_content_type(),
                "file": part.get_filename(),
                "sha256": hashlib.sha256(payload).hexdigest(),
                "text": payload.decode() if part.get_content_maintype() == "text" else None,
                "defects": [str(defect) for defect in part.defects],
            }
        )
    return {
        "mail_from": envelope.mail_from,
        "rcpt_tos": envelope.rcpt_tos,
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "structure": [part.get_content_type() for part in message.walk()],
        "parts": parts,
        "defects": [str(defect) for defect in message.defects],
        "longest_line": max(len(line) for line in raw.split(b"\r\n")),
    }


def keep(envelope):
    global taken
    taken += 1
    raw = envelope.original_content
    (folder / f"{taken}.eml").write_bytes(raw)
    staged = folder / f"{taken}.part"
    staged.write_text(json.dumps(told(envelope, raw)))
    staged.rename(folder / f"{taken}.json")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == f"rcpt550 {address}":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        now = next_mode()
        if now == "451":
            return "451 4.3.0 come back later"
        if now == "550":
            return "550 5.7.1 refused"
        keep(envelope)
        if now == "hold":
            (folder / "held").touch()
            await asyncio.sleep(3600)
        if now == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"


def login(server, session, envelope, mechanism, data):
    with open(folder / "logins", "a") as logins:
        logins.write(f"{mechanism}\n")
    right = getattr(data, "login", None) == USER and getattr(data, "password", None) == PASSWORD
    if not right:
        # What a careless server might say.
        said = getattr(data, "password", b"?").decode()
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 wrong: {said}")
    return AuthResult(success=True)


def session(context):
    starts = context if tls == "starttls" else None
    return SMTP(
        Handler(),
        hostname="mail.example.org",
        tls_context=starts,
        require_starttls=tls == "starttls",
        authenticator=login,
        auth_required=tls != "none",
        auth_require_tls=tls == "starttls",
        loop=asyncio.get_running_loop(),
    )


async def main():
    context = None
    if tls != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
    server = await asyncio.get_running_loop().create_server(
        lambda: session(context), "127.0.0.1", port, ssl=context if tls == "wrapped" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
asyncio.run(main())
