"""People and programs that an application knows, for tests that are about something else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from app.accounts import SCOPES, Passwords, Role, RoleName, Scope, Token, User, digest, new_secret, new_token
from app.ports import Store
from app.web.doorman import Doorman
from app.web.services import KEY, Services

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "correct horse battery"
SAME = {"Origin": "http://localhost"}
"""What a browser sends with a form of ours."""


def doorman_of(app: Flask) -> Doorman:
    """Who lets people in to the application."""
    parts: Services = app.extensions[KEY]
    return parts.doorman


def a_person(app: Flask, role: RoleName, password: str | None = None, name: str | None = None) -> User:
    """Somebody with an account; `password` as it is kept."""
    doorman = doorman_of(app)
    user = User(uuid4().hex, name or f"{role}-{secrets.token_hex(4)}", Role(role), doorman.clock(), password)
    assert doorman.store.add(user)
    return user


def a_user(store: Store, name: RoleName, password: str = PASSWORD) -> User:
    """Somebody who is called as their role is, with that password."""
    user = User(uuid4().hex, name, Role(name), datetime.now(UTC), Passwords().hash(password))
    assert store.accounts.add(user)
    return user


def sign_in(page: Page, path: str, name: str) -> None:
    """Ask for a page that takes a role, and sign in on the way."""
    page.goto(path)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("#password").press("Enter")


def begin_session(client: FlaskClient, user: User) -> str:
    """Give the client's browser a session of that person; what its cookie holds."""
    doorman, secret = doorman_of(client.application), new_secret()
    assert doorman.store.begin_session(user, digest(secret), doorman.clock())
    parts: Services = client.application.extensions[KEY]
    client.set_cookie("__Host-guichet" if parts.settings.https else "guichet", secret)
    return secret


def signed_in(app: Flask, role: RoleName) -> FlaskClient:
    """A browser in which somebody with that role has signed in; writes need SAME besides."""
    client = app.test_client()
    begin_session(client, a_person(app, role))
    return client


def bearer(app: Flask, role: RoleName, scopes: tuple[Scope, ...] = SCOPES) -> dict[str, str]:
    """The header of a program with a token for that role."""
    doorman, text = doorman_of(app), new_token()
    now = doorman.clock()
    token = Token(secrets.token_hex(4), "test", Role(role), scopes, text[-4:], now, now + timedelta(days=1))
    doorman.store.add_token(token, digest(text))
    return {"Authorization": f"Bearer {text}"}
