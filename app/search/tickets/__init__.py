"""From the text of a ticket to the articles that answer it, and how sure that is."""

from app.search.tickets.deflector import Deflector
from app.search.tickets.salience import familiarity

__all__ = ["Deflector", "familiarity"]
