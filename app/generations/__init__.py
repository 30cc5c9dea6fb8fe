"""The index folder: staging, signing, publishing, verifying and reading generations."""

from app.generations.collection import set_aside, without_collection
from app.generations.edition import Edition
from app.generations.folder import Generations, Identity
from app.generations.generation import Bodies, Generation
from app.generations.staging import Staging

__all__ = ["Bodies", "Edition", "Generation", "Generations", "Identity", "Staging", "set_aside", "without_collection"]
