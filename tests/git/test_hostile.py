"""Hostile repositories: what a commit holds is only data, and one bad file harms only itself (S15, A22, A23)."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, date, datetime

import pytest

from app.compiler.reading import Draft, read_draft
from app.compiler.sources import GitSource
from app.content.memory import Memory
from app.errors import ContentError
from app.git import GitFailed, Mirror
from tests.support.remotes import Remote
from tests.support.sites import NOON, article

GOOD = article("Un article sain")


def read(mirror: Mirror) -> Draft:
    mirror.fetch()
    return read_draft(GitSource(mirror), NOON, Memory())


def with_entries(remote: Remote, entries: dict[str, str]) -> None:
    """Commit a French folder with one sound article and some entries of any kind."""
    sound = f"100644 blob {remote.blob(GOOD)}"
    remote.commit(remote.tree({"fr": f"40000 tree {remote.tree({'sain.md': sound, **entries})}"}))


def ids(draft: Draft) -> list[str]:
    return sorted(article.id for article in draft.live)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../etc/passwd", "sain.md", ".git/config"])
def test_a22_a_link_is_never_followed(mirror: Mirror, remote: Remote, target: str) -> None:
    with_entries(remote, {"lien.md": f"120000 blob {remote.blob(target)}"})
    draft = read(mirror)
    assert ids(draft) == ["sain"]
    assert [str(one) for one in draft.problems] == [
        "fr/lien.md:1: only regular files are read: not links, submodules or devices"
    ]


def test_a22_a_linked_folder_is_not_read_through(mirror: Mirror, remote: Remote) -> None:
    remote.commit(
        remote.tree(
            {
                "fr": f"40000 tree {remote.tree_of({'sain.md': GOOD})}",
                "en": f"120000 blob {remote.blob('/etc')}",
                "articles": f"120000 blob {remote.blob('/')}",
            }
        )
    )
    assert ids(read(mirror)) == ["sain"]


def test_a22_a_submodule_is_not_fetched(mirror: Mirror, remote: Remote) -> None:
    with_entries(remote, {"module.md": f"160000 commit {'1' * 40}", "dossier": f"160000 commit {'2' * 40}"})
    draft = read(mirror)
    assert ids(draft) == ["sain"]
    assert {one.path for one in draft.problems} == {"fr/module.md", "fr/dossier"}


@pytest.mark.parametrize(
    "name", ["..", ".git", ".", "a\\b.md", "-rf.md", "--output=x.md", "a\nb.md", "x" * 250 + ".md"]
)
def test_s15_a_name_that_could_lead_elsewhere_is_refused(mirror: Mirror, remote: Remote, name: str) -> None:
    inside = f"40000 tree {remote.tree_of({'evil.md': GOOD, 'config': '[core]'})}"
    entry = f"100644 blob {remote.blob(GOOD)}" if name.endswith(".md") else inside
    with_entries(remote, {name: entry})
    draft = read(mirror)
    assert ids(draft) == ["sain"]
    assert all("\n" not in str(one) for one in draft.problems)


def test_a21_names_that_differ_by_case_only_are_both_left_out(mirror: Mirror, remote: Remote) -> None:
    remote.push({"fr/sain.md": GOOD, "fr/a.md": GOOD, "fr/A.md": GOOD})
    draft = read(mirror)
    assert ids(draft) == ["sain"]
    assert {one.path for one in draft.problems} == {"fr/a.md", "fr/A.md"}


def test_a_tree_that_names_a_file_twice_gives_neither(mirror: Mirror, remote: Remote) -> None:
    one, two = remote.blob(article("Un")), remote.blob(article("Deux"))
    raw = b"".join(b"100644 deux.md\0" + bytes.fromhex(each) for each in (one, two))
    raw += b"100644 sain.md\0" + bytes.fromhex(remote.blob(GOOD))
    inside = remote.git("hash-object", "-t", "tree", "--literally", "-w", "--stdin", data=raw)
    remote.commit(remote.tree({"fr": f"40000 tree {inside}"}))
    assert ids(read(mirror)) == ["sain"]


def test_an_executable_article_is_an_article_and_is_not_run(mirror: Mirror, remote: Remote) -> None:
    with_entries(remote, {"script.md": f"100755 blob {remote.blob(article('Exécutable'))}"})
    assert ids(read(mirror)) == ["sain", "script"]


def test_s15_a_large_file_pointer_is_a_text_like_any_other(mirror: Mirror, remote: Remote) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 5\n"
    remote.push(
        {
            ".gitattributes": "*.png filter=lfs diff=lfs merge=lfs -text\n",
            ".lfsconfig": "[lfs]\n\turl = http://127.0.0.1:9/\n",
            "fr/sain.md": GOOD,
            "fr/_images/x.png": pointer,
            "fr/pointer.md": pointer,
        }
    )
    draft = read(mirror)
    assert ids(draft) == ["sain"]
    assert {one.path for one in draft.problems} == {"fr/_images/x.png", "fr/pointer.md"}


def test_a23_more_than_ten_thousand_files_are_refused_before_any_is_read(mirror: Mirror, remote: Remote) -> None:
    name = remote.blob(GOOD)
    many = remote.tree({f"{number:05}.md": f"100644 blob {name}" for number in range(10_001)})
    remote.commit(remote.tree({"fr": f"40000 tree {many}"}))
    mirror.fetch()
    with pytest.raises(ContentError, match="more than 10,000 files"):
        read_draft(GitSource(mirror), NOON, Memory())
    assert mirror._reader._process is None


def test_a23_two_gibibytes_are_refused_by_the_size_that_the_object_declares(mirror: Mirror, remote: Remote) -> None:
    """An object whose header promises 2 GiB, put beside those that were fetched: its content is never asked for."""
    with_entries(remote, {})
    mirror.fetch()
    name = hashlib.sha1(b"two gibibytes").hexdigest()
    folder = mirror._mirror / "objects" / name[:2]
    folder.mkdir(exist_ok=True)
    (folder / name[2:]).write_bytes(zlib.compress(f"blob {2 << 30}\0".encode() + b"x" * 64))
    sound = f"100644 blob {remote.blob(GOOD)}"
    inside = remote.tree({"sain.md": sound, "enorme.md": f"100644 blob {name}", "i.png": f"100644 blob {name}"})
    top = remote.tree({"fr": f"40000 tree {inside}"})
    commit = remote.git("commit-tree", "-m", "huge", top)
    for made in (inside, top, commit):
        source = remote.path / "objects" / made[:2] / made[2:]
        target = mirror._mirror / "objects" / made[:2] / made[2:]
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(source.read_bytes())
    draft = read_draft(GitSource(mirror), NOON, Memory(), commit)
    assert ids(draft) == ["sain"]
    assert {str(one) for one in draft.problems} == {
        "fr/enorme.md:1: larger than 512 KiB: divide it",
        "fr/i.png:1: larger than 5 MiB: scale the picture down",
    }


def test_an_object_that_cannot_be_read_fails_the_build_and_unpublishes_nothing(mirror: Mirror, remote: Remote) -> None:
    remote.push({"fr/sain.md": GOOD})
    commit = mirror.fetch()
    (blob,) = mirror.files(commit)
    path = mirror._mirror / "objects" / blob.hash[:2] / blob.hash[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(GitFailed):
        read_draft(GitSource(mirror), NOON, Memory())


def test_r11_dates_of_the_future_become_today(mirror: Mirror, remote: Remote) -> None:
    files = {"fr/a.md": article("A"), "fr/b.md": article("B", updated="2099-01-01"), "fr/c.md": article("C")}
    remote.push({"fr/c.md": article("C")}, day="2026-05-01")
    remote.push(files, day="2031-01-01")
    found = {one.id: (one.published, one.updated) for one in read(mirror).live}
    today, then = NOON.date(), date(2026, 5, 1)
    assert found == {"a": (today, today), "b": (today, today), "c": (then, then)}


def test_updated_and_published_come_from_the_commits(mirror: Mirror, remote: Remote) -> None:
    remote.push({"articles/fr/a.md": article("A")}, day="2026-05-01")
    remote.push({"articles/fr/a.md": article("A", "Autre texte.")}, day="2026-06-01")
    (only,) = read(mirror).live
    assert (only.published, only.updated) == (date(2026, 5, 1), date(2026, 6, 1))
    assert read(mirror).revision == remote.head()
    assert read(mirror).moment == datetime(2026, 6, 15, 12, tzinfo=UTC)
