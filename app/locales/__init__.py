"""Languages: what we know of each, which one a reader gets, how its interface reads."""

from app.locales.catalogue import Catalogue, is_spoken, load_catalogue
from app.locales.isolation import isolated
from app.locales.languages import LANGUAGES, Language
from app.locales.negotiate import negotiate

__all__ = ["LANGUAGES", "Catalogue", "Language", "is_spoken", "isolated", "load_catalogue", "negotiate"]
