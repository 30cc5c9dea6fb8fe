"""The application factory: no side effect, no thread, nothing read but what is given."""

from __future__ import annotations

from types import TracebackType

from flask import Flask, request

from app.generations import Generations
from app.library import Board, Library
from app.locales import LANGUAGES, load_catalogue
from app.search import open_engine
from app.settings import Settings
from app.store import EventWriter, open_store
from app.web import accounts, agent, api, editor, hooks, ops, pages, security, widget
from app.web.doorman import Doorman
from app.web.doorstep import Doorstep
from app.web.readers import Readers, Repeats, Seen
from app.web.security.no_sessions import NoSessions
from app.web.services import KEY, Services
from app.web.staff import is_staff

Fault = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]


class Service(Flask):
    """Flask, for which nobody's variable switches on what is for developers, and whose log holds no address."""

    def log_exception(self, exc_info: Fault) -> None:
        """A defect, by the name of its view: the address of a one-time link lets in whoever reads it."""
        self.logger.error("a request failed: %s %s", request.method, request.endpoint, exc_info=exc_info)


def create_app(settings: Settings) -> Flask:
    """An application over the settings' index folder and store; `services` are at `app.extensions['guichet']`.

    The caller brings the store's schema up to date, refreshes the library and the board (once, or with followers),
    and starts and stops the writer.
    """
    app = Service("app.web", instance_path=str(settings.instance), static_folder=None)
    app.debug = False  # whatever FLASK_DEBUG says
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.session_interface = NoSessions()
    store = open_store(settings.store, migrate=False)
    library = Library(Generations(settings.index, settings.secret_key), open_engine(settings.search))
    catalogues = {code: load_catalogue(language) for code, language in LANGUAGES.items()}
    writer = EventWriter(store)
    doorman = Doorman(store.accounts, settings.secret_key)
    app.extensions[KEY] = Services(
        settings,
        library,
        Board(store),
        store,
        writer,
        Readers(writer, is_staff=is_staff),
        Repeats(),
        Seen(),
        catalogues,
        doorman,
    )
    app.wsgi_app = Doorstep(app.wsgi_app, app)  # type: ignore[method-assign]
    security.install(app, settings)
    pages.install(app)
    accounts.install(app)
    agent.install(app)
    api.install(app)
    hooks.install(app)
    ops.install(app)
    editor.install(app)
    widget.install(app)
    return app
