"""A storage that unpickles nothing but the few classes a Whoosh table of contents is made of, and copies no file."""

from __future__ import annotations

import io
import pickle
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

_ALLOWED = frozenset(
    {
        ("whoosh.fields", "Schema"),
        ("whoosh.fields", "FieldType"),
        ("whoosh.fields", "COLUMN"),
        ("whoosh.fields", "ID"),
        ("whoosh.formats", "Frequency"),
        ("whoosh.formats", "Existence"),
        ("whoosh.columns", "VarBytesColumn"),
        ("whoosh.analysis.tokenizers", "IDTokenizer"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("collections", "defaultdict"),
        ("builtins", "int"),
        ("builtins", "set"),
    }
)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"The index asks for {module}.{name}, which no index of ours holds.")
        return super().find_class(module, name)


class _GuardedFile(StructFile):  # type: ignore[misc]  # Whoosh has no types
    def read_pickle(self) -> Any:
        return _Unpickler(self.file).load()

    def skip_string(self) -> None:
        """Whoosh skips the pickled schema because it is given ours; what is in it is looked at all the same."""
        _Unpickler(io.BytesIO(self.read_string())).load()

    def subset(self, offset: int, length: int, name: str | None = None) -> _Part:
        """A file inside this one."""
        return _Part(memoryview(self._map)[offset : offset + length], name or self._name)

    @cached_property
    def _map(self) -> mmap:
        with self.file:
            return mmap(self.file.fileno(), 0, access=ACCESS_READ)


class _Part(BufferFile):  # type: ignore[misc]
    """Read where it lies. Whoosh's own copies it first: 80 MB a process for 4,401 articles, at every opening."""

    def __init__(self, data: memoryview, name: str) -> None:
        self._buf = data
        self._name = name
        self.onclose = None
        self.is_real = self.is_closed = False

    @cached_property
    def file(self) -> io.BytesIO:
        """For those few who read it from its beginning."""
        return io.BytesIO(self._buf)

    def read_pickle(self) -> Any:
        return _Unpickler(self.file).load()


class GuardedStorage(FileStorage):  # type: ignore[misc]
    """A folder of Whoosh files. Opening a file that asks for anything else raises pickle.UnpicklingError."""

    def __init__(self, path: str, *, readonly: bool = False) -> None:
        super().__init__(path, supports_mmap=False, readonly=readonly)  # for our files map themselves

    def open_file(self, name: str, **options: Any) -> StructFile:
        path = Path(self._fpath(name))
        # Whoosh leaves a table open when reading it fails, so it is given no file to leave.
        file = io.BytesIO(path.read_bytes()) if name.endswith(".toc") else path.open("rb")
        return _GuardedFile(file, name=name, **options)
