"""The collector is put off for a while, and comes back as it was."""

from __future__ import annotations

import gc

import pytest

from app.generations import without_collection


def _fail() -> None:
    with without_collection():
        assert not gc.isenabled()
        raise ValueError("x")


def test_collection_comes_back_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        _fail()
    assert gc.isenabled()


def test_a_process_without_collection_stays_without() -> None:
    gc.disable()
    try:
        with without_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
