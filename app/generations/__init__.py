"""The index folder: staging, signing, publishing, verifying and reading generations."""

from app.generations.edition import Edition, decode, encode
from app.generations.folder import Generation, Generations
from app.generations.staging import Staging

__all__ = ["Edition", "Generation", "Generations", "Staging", "decode", "encode"]
