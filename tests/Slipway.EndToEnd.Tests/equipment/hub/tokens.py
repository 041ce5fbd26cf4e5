"""Gives tokens as the Hub does: anyone may pull what is public, users may pull and push everything, a wrong password is refused."""

import base64
import http.server
import json
import os
import re
import time
import urllib.parse
import uuid

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization

PRIVATE = "company/"
USERS = dict(pair.split(":", 1) for pair in os.environ.get("HUB_USERS", "").split())

with open("/hub/tls/server.pem", "rb") as file:
    CERTIFICATE = x509.load_pem_x509_certificate(file.read())
with open("/hub/tls/server.key", "rb") as file:
    KEY = serialization.load_pem_private_key(file.read(), None)
CHAIN = [base64.b64encode(CERTIFICATE.public_bytes(serialization.Encoding.DER)).decode()]


def granted(scope, user):
    """The part of `repository:NAME:pull,push` that this user gets."""
    match = re.fullmatch(r"repository:(.+):([a-z,*]+)", scope)
    if not match:
        return None
    name, wanted = match.group(1), match.group(2).split(",")
    if user:
        actions = wanted
    else:
        actions = [action for action in wanted if action == "pull" and not name.startswith(PRIVATE)]
    return {"type": "repository", "name": name, "actions": actions}


class Tokens(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        user = None
        header = self.headers.get("Authorization", "")
        if header.startswith("Basic "):
            name, _, password = base64.b64decode(header[6:]).decode().partition(":")
            if USERS.get(name) != password:
                return self.answer(401, {"details": "incorrect username or password"})
            user = name
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        scopes = [one for text in query.get("scope", []) for one in text.split(" ")]
        now = int(time.time())
        claims = {
            "iss": "auth.docker.io",
            "sub": user or "",
            "aud": query.get("service", ["registry.docker.io"])[0],
            "exp": now + 300,
            "nbf": now - 10,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "access": [grant for grant in (granted(scope, user) for scope in scopes) if grant],
        }
        token = jwt.encode(claims, KEY, algorithm="ES256", headers={"x5c": CHAIN})
        return self.answer(200, {"token": token, "access_token": token, "expires_in": 300})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return self.answer(405, {"details": "this server gives tokens by GET"})

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *arguments):
        pass


http.server.ThreadingHTTPServer((os.environ["LOOP"], 15001), Tokens).serve_forever()
