"""The index folder: staging, signing, publishing, verifying and reading generations, and the record of builds."""

from app.generations.announcement import Announcements, Push
from app.generations.collection import set_aside, without_collection
from app.generations.edition import Edition
from app.generations.folder import Generations, Identity
from app.generations.freshness import Freshness, freshness
from app.generations.generation import Bodies, Generation
from app.generations.hold import Hold
from app.generations.record import Build, Failure, Head, Record, Records, Trigger
from app.generations.sealed import SealedFolder
from app.generations.staging import Staging
from app.generations.translations import TranslationRecords, Translations

__all__ = [
    "Announcements",
    "Bodies",
    "Build",
    "Edition",
    "Failure",
    "Freshness",
    "Generation",
    "Generations",
    "Head",
    "Hold",
    "Identity",
    "Push",
    "Record",
    "Records",
    "SealedFolder",
    "Staging",
    "TranslationRecords",
    "Translations",
    "Trigger",
    "freshness",
    "set_aside",
    "without_collection",
]
