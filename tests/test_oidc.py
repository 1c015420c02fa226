"""Signing in with an OpenID Connect provider: a small real one on this machine proves who somebody is."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from api import accounts
from api.app import create_app
from api.documents import DEFAULT_DISTRICT
from api.settings import Settings
from api.tables import users

BASE = "https://localhost"
CLIENT, SECRET = "wian", "a secret of the two"


class Provider:
    """Answers as a provider does; `claims` changes what its ID token says."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims: dict[str, Any] = {}
        self.signing_key = self.key
        self.asked: dict[str, Any] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    return self._say(provider.configuration())
                if self.path == "/keys":
                    return self._say({"keys": [provider.key.as_dict(private=False)]})
                return self.send_error(404)

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                return self._say(provider.token({name: value[0] for name, value in form.items()}))

            def _say(self, answer: dict[str, Any]) -> None:
                body = json.dumps(answer).encode()
                self.send_response(400 if "error" in answer else 200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, url: str) -> str:
        """What a browser does there: signs in, and is sent back with a code."""
        self.asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
        back = urlsplit(self.asked["redirect_uri"])
        return f"{back.path}?state={self.asked['state']}&code=the-code"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if form["code"] != "the-code" or challenge.decode().rstrip("=") != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-7",
            "exp": moment + 300,
            "iat": moment,
            "nonce": self.asked["nonce"],
            "preferred_username": "Somsri",
            "name": "สมศรี ใจดี",
            **self.claims,
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing_key)
        return {"access_token": "unused", "token_type": "Bearer", "id_token": id_token}


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.server.shutdown()


@pytest.fixture
def client(tmp_path: Path, provider: Provider) -> Iterator[TestClient]:
    settings = Settings(
        data=tmp_path,
        workers=0,
        accounts=True,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    with TestClient(create_app(settings), base_url=BASE, follow_redirects=False) as client:
        yield client


def engine_of(client: TestClient) -> sa.Engine:
    engine: sa.Engine = client.app.state.service.engine  # type: ignore[attr-defined]
    return engine


def invited(client: TestClient) -> str:
    with engine_of(client).begin() as connection:
        return accounts.invite(connection, "clerk", district_id=DEFAULT_DISTRICT, name="สมศรี")


def sign_in(client: TestClient, provider: Provider, start: str = "/sign-in/oidc") -> Any:
    """Goes to the provider and comes back."""
    return client.get(provider.authorize(client.get(start).headers["location"]))


def people(client: TestClient) -> list[Any]:
    with engine_of(client).connect() as connection:
        return list(connection.execute(sa.select(users.c.login, users.c.role, users.c.name)).all())


def test_an_invited_person_comes_in_without_a_password(client: TestClient, provider: Provider) -> None:
    """The invitation gives the role, the provider the name; the second time no invitation is needed."""
    assert "/sign-in/oidc" in client.get("/sign-in").text
    link = invited(client)
    assert f"invitation={link}" in client.get(f"/invitation/{link}").text

    assert sign_in(client, provider, f"/sign-in/oidc?invitation={link}").status_code == 303
    assert people(client) == [("somsri", "clerk", "สมศรี ใจดี")]
    assert client.get("/").status_code == 200

    client.cookies.clear()
    back = sign_in(client, provider, "/sign-in/oidc?next=/search")
    assert back.headers["location"] == "/search"
    assert client.get("/").status_code == 200
    assert len(people(client)) == 1


def test_a_stranger_is_sent_to_the_administrator(client: TestClient, provider: Provider) -> None:
    """To be known to the provider is not enough."""
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "ลิงก์เชิญ" in answer.text
    assert people(client) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"nonce": "old"},
        {"exp": 1_000_000_000},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    client: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    """Other issuer, other receiver, another sign-in, expired."""
    provider.claims = claims
    assert sign_in(client, provider, f"/sign-in/oidc?invitation={invited(client)}").status_code == 403
    assert people(client) == []


def test_a_token_of_another_key_is_refused(client: TestClient, provider: Provider) -> None:
    """Signed by somebody else under the provider's name."""
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    assert sign_in(client, provider, f"/sign-in/oidc?invitation={invited(client)}").status_code == 403


def test_new_keys_of_the_provider_are_fetched(client: TestClient, provider: Provider) -> None:
    """Providers change their keys; nobody is locked out by it."""
    assert sign_in(client, provider, f"/sign-in/oidc?invitation={invited(client)}").status_code == 303
    provider.key = provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    client.cookies.clear()
    assert sign_in(client, provider).status_code == 303


def test_coming_back_with_another_browser_is_refused(client: TestClient, provider: Provider) -> None:
    """The cookie of the one who went must be there, and a state works once."""
    back = provider.authorize(client.get("/sign-in/oidc").headers["location"])
    kept = dict(client.cookies)
    client.cookies.clear()
    assert client.get(back).status_code == 403
    client.cookies.update(kept)
    client.get(back)
    client.cookies.update(kept)
    assert client.get(back).status_code == 403


def test_a_provider_that_is_away_is_said(client: TestClient, provider: Provider) -> None:
    """503 with the remedy, and passwords still work."""
    provider.server.shutdown()
    provider.server.server_close()
    answer = client.get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "รหัสผ่าน" in answer.text


def test_without_a_provider_there_is_no_button(tmp_path: Path) -> None:
    """The sign-in page of an installation with passwords alone says nothing of it."""
    settings = Settings(data=tmp_path, workers=0, accounts=True)
    with TestClient(create_app(settings), base_url=BASE) as client:
        assert "/sign-in/oidc" not in client.get("/sign-in").text
        assert client.get("/sign-in/oidc").status_code == 404
