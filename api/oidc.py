"""Signing in with an account that people already have (OpenID Connect Core 1.0), beside local passwords.

Authorization code flow with PKCE (RFC 7636), state and nonce. The provider only proves who somebody is: what
they may do is said by their invitation, as for everybody. So the first sign-in takes up an invitation, and an
unknown person is sent to their administrator.
"""

from __future__ import annotations

import secrets
import threading
import warnings
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from api.accounts import hashed
from api.database import now
from api.problems import Problem
from api.settings import Settings
from api.tables import oidc_requests

SECONDS = 10.0
REQUEST_LASTS = timedelta(minutes=10)
# Signatures that only the provider can make; "none" and shared secrets are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
AWAY = "ระบบบัญชีหน่วยงานไม่ตอบ โปรดลองใหม่ในอีกสักครู่ หรือเข้าด้วยรหัสผ่าน"
REFUSED = "ระบบบัญชีหน่วยงานไม่ยืนยันตัวตน โปรดเริ่มเข้าสู่ระบบใหม่จากหน้าเข้าสู่ระบบ"


class Person(NamedTuple):
    """Whom the provider names. subject: issuer and its own number of the person, never used again."""

    subject: str
    login: str
    name: str


class Begun(NamedTuple):
    """A sign-in on its way: where the browser goes now, and the secret that it brings back in a cookie."""

    url: str
    state: str


class Asked(NamedTuple):
    """What a returning browser had asked for. invitation: the hash of the link it takes up, or ""."""

    goes_to: str
    invitation: str
    verifier: str
    nonce: str


@dataclass
class Provider:
    """The configured provider; what it says of itself is fetched when first needed and kept."""

    issuer: str
    client_id: str
    client_secret: str
    _said: dict[str, Any] | None = None
    _keys: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reach(self) -> None:
        """Asks it what `begin` needs, for `wian check`. Raises Problem where it does not say it."""
        self._endpoint("authorization_endpoint")

    def begin(self, connection: sa.Connection, callback: str, goes_to: str, invitation: str = "") -> Begun:
        """Remembers a sign-in and gives the provider's page for it. Raises Problem where it is away."""
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with self._client(callback) as client:
            url, state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"), code_verifier=verifier, nonce=nonce
            )
        moment = now()
        connection.execute(oidc_requests.delete().where(oidc_requests.c.expires_at < moment))
        connection.execute(
            oidc_requests.insert().values(
                state_hash=hashed(state),
                verifier=verifier,
                nonce=nonce,
                goes_to=goes_to,
                invitation=hashed(invitation) if invitation else "",
                expires_at=moment + REQUEST_LASTS,
            )
        )
        return Begun(url, state)

    def finish(self, asked: Asked, callback: str, code: str) -> Person:
        """Who came back with this code. Raises Problem: away, or not proved."""
        import httpx
        from authlib.common.errors import AuthlibBaseError

        try:
            with self._client(callback) as client:
                token = client.fetch_token(
                    self._endpoint("token_endpoint"), code=code, code_verifier=asked.verifier
                )
        except AuthlibBaseError:
            raise Problem(403, "oidc_refused", REFUSED) from None
        except (httpx.HTTPError, ValueError):
            raise Problem(503, "oidc_away", AWAY) from None
        return self._person(str(token.get("id_token") or ""), asked.nonce)

    def _person(self, id_token: str, nonce: str) -> Person:
        from joserfc import jwt
        from joserfc.errors import JoseError

        one_of_ours = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(id_token)
            one_of_ours.validate(claims)
        except (JoseError, ValueError):
            raise Problem(403, "oidc_refused", REFUSED) from None
        login = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Person(f"{self.issuer}#{claims['sub']}", str(login), str(claims.get("name") or login))

    def _decoded(self, id_token: str) -> dict[str, Any]:
        """With the keys that are known, and once more with fresh ones: providers change their keys."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            return jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            self._keys = None
            return jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS).claims

    def _key_set(self) -> Any:
        from joserfc.jwk import KeySet, KeySetSerialization

        if self._keys is None:
            said = cast("KeySetSerialization", self._fetched(self._endpoint("jwks_uri")))
            self._keys = KeySet.import_key_set(said)
        return self._keys

    def _endpoint(self, name: str) -> str:
        with self._lock:
            if self._said is None:
                said = self._fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if said.get("issuer") != self.issuer:  # OpenID Connect Discovery 1.0, section 4.3
                    raise Problem(503, "oidc_away", AWAY)
                self._said = said
        endpoint = self._said.get(name)
        if not isinstance(endpoint, str):
            raise Problem(503, "oidc_away", AWAY)
        return endpoint

    def _fetched(self, url: str) -> dict[str, Any]:
        import httpx

        try:
            answer = httpx.get(url, timeout=SECONDS).raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            raise Problem(503, "oidc_away", AWAY) from None
        return answer if isinstance(answer, dict) else {}

    def _client(self, callback: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Authlib, about the successor of httpx
            from authlib.integrations.httpx_client import OAuth2Client
        return OAuth2Client(
            client_id=self.client_id,
            client_secret=self.client_secret,
            redirect_uri=callback,
            scope="openid profile email",
            code_challenge_method="S256",
            timeout=SECONDS,
        )


def provider_of(settings: Settings) -> Provider | None:
    """The configured provider; None where people sign in with passwords alone."""
    if not settings.oidc_issuer:
        return None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def returned(connection: sa.Connection, state: str) -> Asked | None:
    """What a returning browser had asked for, which is thereby used up."""
    table = oidc_requests
    used = table.delete().where(table.c.state_hash == hashed(state), table.c.expires_at > now())
    row = connection.execute(used.returning(table)).one_or_none()
    return Asked(row.goes_to, row.invitation, row.verifier, row.nonce) if row else None
