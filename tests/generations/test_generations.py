"""The index folder: atomic publishing, verification, leftovers."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.errors import EnvironmentFault, IntegrityError, NoGeneration
from app.generations import Edition, Generations
from app.generations.manifest import MANIFEST, SIGNATURE, sign
from app.model import Body, Problem, RenderedArticle, Section

SECRET = "a secret of at least thirty-two characters"  # not a real one
NAME = "gen-0123456789abcdef"
OTHER = "gen-fedcba9876543210"


BODY = Body("<p>Étapes</p>", "Étapes", (Section("h-steps", "Étapes", 2, "Ouvrez la fiche."),))


def article(title: str = "Récupérer un code") -> RenderedArticle:
    return RenderedArticle("epp-code", "fr", title, "code-epp", "", "domains", "epp.md")


def write(generations: Generations, name: str = NAME, title: str = "Récupérer un code") -> None:
    staging = generations.stage(name)
    staging.write_edition("public", Edition(articles=(article(title),), bodies={("fr", "epp-code"): BODY}))
    staging.write_media("a" * 64 + ".png", b"\x89PNG picture")
    (staging.search_folder("public", "fr") / "segment").write_bytes(b"postings" * 200)
    generations.commit(staging, "engine 1")


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    folder = Generations(tmp_path / "index", SECRET)
    folder.prepare()
    return folder


def test_names_are_listed_while_a_builder_removes_some(generations: Generations) -> None:
    write(generations)
    stop = threading.Event()

    def build_and_prune() -> None:
        while not stop.is_set():
            (generations.folder / OTHER).mkdir()
            (generations.folder / OTHER).rmdir()

    builder = threading.Thread(target=build_and_prune)
    builder.start()
    try:
        assert all(NAME in generations.names() for _ in range(3000))
    finally:
        stop.set()
        builder.join()


def test_an_edition_is_read_back_as_it_was_written(generations: Generations) -> None:
    write(generations)
    opened = generations.open(NAME)
    edition, bodies = opened.edition("public")
    assert edition.articles == (article(),)
    assert bodies("fr", "epp-code") == BODY
    assert opened.search_version == "engine 1"


def test_what_a_build_found_wrong_is_kept_beside_its_generation_and_goes_with_it(generations: Generations) -> None:
    write(generations)
    assert generations.problems(NAME) is None
    generations.keep_problems(NAME, [Problem("fr/epp.md", 3, "broken link")])
    assert generations.problems(NAME) == (Problem("fr/epp.md", 3, "broken link"),)
    assert generations.names() == [NAME]
    generations.prune(keep=0, seconds=-1)
    assert generations.problems(NAME) is None
    assert not list(generations.folder.glob("*problems*"))


def test_problems_that_cannot_be_read_are_unknown(generations: Generations) -> None:
    generations.keep_problems(NAME, ())
    assert generations.problems(NAME) == ()
    (generations.folder / f"{NAME}.problems.json").write_text("[{]")
    assert generations.problems(NAME) is None


def test_nothing_is_published_until_publish_is_called(generations: Generations) -> None:
    write(generations)
    assert generations.published() is None
    generations.publish(NAME)
    assert generations.published() == NAME


def test_s6_every_flipped_bit_is_refused(generations: Generations) -> None:
    write(generations)
    folder = generations.folder / NAME
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        original = path.read_bytes()
        for position in {0, len(original) // 2, len(original) - 1}:
            damaged = bytearray(original)
            damaged[position] ^= 1
            path.write_bytes(damaged)
            with pytest.raises(IntegrityError):
                generations.open(NAME)
        path.write_bytes(original)
    generations.open(NAME)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.999])
def test_n4_a_truncated_file_is_refused(generations: Generations, share: float) -> None:
    write(generations)
    path = generations.folder / NAME / "search/public/fr/segment"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(IntegrityError, match="segment"):
        generations.open(NAME)


def test_n4_an_extra_a_missing_and_a_swapped_file_are_refused(generations: Generations) -> None:
    write(generations)
    folder = generations.folder / NAME / "search/public/fr"
    (folder / "extra").write_bytes(b"x")
    with pytest.raises(IntegrityError, match="extra is not listed"):
        generations.open(NAME)
    (folder / "extra").unlink()
    (folder / "segment").rename(generations.folder / "kept")
    with pytest.raises(IntegrityError, match="segment is missing"):
        generations.open(NAME)
    (folder / "segment").symlink_to(generations.folder / "kept")
    with pytest.raises(IntegrityError, match="not a regular file"):
        generations.open(NAME)


def test_n4_a_generation_under_another_ones_name_is_refused(generations: Generations) -> None:
    write(generations)
    (generations.folder / NAME).rename(generations.folder / OTHER)
    with pytest.raises(IntegrityError, match="another generation"):
        generations.open(OTHER)


def test_n2_a_manifest_signed_with_another_key_is_refused(generations: Generations) -> None:
    write(generations)
    path = generations.folder / NAME / MANIFEST
    (generations.folder / NAME / SIGNATURE).write_text(sign(path.read_bytes(), "another secret"))
    with pytest.raises(IntegrityError, match="bad manifest signature"):
        generations.open(NAME)


def test_n1_a_foreign_pickle_is_refused_before_anybody_reads_it(generations: Generations, tmp_path: Path) -> None:
    write(generations)
    marker = tmp_path / "marker"
    payload = pickle.dumps(Trap(f"touch {marker}"))
    (generations.folder / NAME / "search/public/fr/segment").write_bytes(payload)
    with pytest.raises(IntegrityError):
        generations.open(NAME)
    assert not marker.exists()


class Trap:
    """Runs a command when it is unpickled."""

    def __init__(self, command: str):
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


@pytest.mark.parametrize("text", ["", "../../x", "/etc/passwd", "gen-xyz", f"{NAME}\n{OTHER}\n", NAME.upper()])
def test_n5_a_current_that_names_no_generation_is_nothing(generations: Generations, text: str) -> None:
    write(generations)
    (generations.folder / "CURRENT").write_text(text)
    assert generations.published() is None
    with pytest.raises(NoGeneration):
        generations.open(text)


def test_n5_a_current_that_is_a_link_is_not_followed(generations: Generations, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(f"{NAME}\n")
    (generations.folder / "CURRENT").symlink_to(tmp_path / "elsewhere")
    assert generations.published() is None


def test_n8_a_second_builder_is_told_that_one_is_running(generations: Generations) -> None:
    with (
        generations.building(),
        pytest.raises(EnvironmentFault, match="another build is running"),
        Generations(generations.folder, SECRET).building(),
    ):
        pass


def test_n8_the_lock_of_a_killed_builder_is_gone_and_its_leftovers_are_removed(generations: Generations) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from app.generations import Generations\n"
        "generations = Generations(pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "with generations.building():\n"
        "    generations.stage('gen-0000000000000000')\n"
        "    print('staged', flush=True)\n"
        "    time.sleep(60)\n"
    )
    builder = subprocess.Popen(
        [sys.executable, "-c", program, str(generations.folder), SECRET], stdout=subprocess.PIPE, text=True
    )
    assert builder.stdout
    with builder.stdout:
        assert builder.stdout.readline() == "staged\n"
    builder.kill()
    builder.wait()
    with generations.building():
        assert not list(generations.folder.glob(".staging-*"))


def test_n10_a_folder_that_everybody_can_write_is_refused(generations: Generations) -> None:
    generations.folder.chmod(0o777)
    with pytest.raises(EnvironmentFault, match="by everybody"):
        generations.prepare()


def test_an_index_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        Generations(tmp_path / "index", SECRET).prepare()


def test_a_damaged_generation_is_replaced_by_a_build_of_the_same_name(generations: Generations) -> None:
    write(generations)
    (generations.folder / NAME / MANIFEST).write_text("{}")
    assert not generations.has(NAME)
    write(generations)
    assert generations.has(NAME)


def test_r1_pruning_keeps_the_newest_and_the_published_and_the_young(generations: Generations) -> None:
    names = [f"gen-{number:016x}" for number in range(6)]
    for number, name in enumerate(names):
        write(generations, name)
        old = time.time() - 1000 + number
        os.utime(generations.folder / name, (old, old))
    generations.publish(names[0])
    assert generations.prune(keep=2, seconds=3600) == []
    assert sorted(generations.prune(keep=2, seconds=60)) == names[1:4]
    assert sorted(generations.names()) == [names[0], names[4], names[5]]


def test_n7_a_generation_that_is_removed_while_open_can_still_be_read(generations: Generations) -> None:
    write(generations)
    with (generations.folder / NAME / "search/public/fr/segment").open("rb") as file:
        generations.publish(NAME)
        write(generations, OTHER)
        generations.publish(OTHER)
        generations.prune(keep=1, seconds=-1)
        assert generations.names() == [OTHER]
        assert file.read() == b"postings" * 200


def test_large_files_that_are_the_same_are_shared_and_small_ones_never(generations: Generations) -> None:
    picture = bytes(range(256)) * 5000
    for name in (NAME, OTHER):
        staging = generations.stage(name)
        staging.write_edition("public", Edition())
        staging.write_media("large.png", picture)
        staging.write_media("small.png", b"picture")
        generations.commit(staging, "engine 1")
        generations.publish(name)
    first, second = (generations.folder / name / "media" for name in (NAME, OTHER))
    assert (first / "large.png").samefile(second / "large.png")
    assert not (first / "small.png").samefile(second / "small.png")


def test_s6_a_flip_in_a_large_file_is_noticed_by_a_process_that_had_verified_it(generations: Generations) -> None:
    staging = generations.stage(NAME)
    staging.write_media("large.png", bytes(2 << 20))
    generations.commit(staging, "engine 1")
    generations.open(NAME)
    with (generations.folder / NAME / "media/large.png").open("r+b") as file:
        file.seek(1 << 20)
        file.write(b"x")
    with pytest.raises(IntegrityError, match=r"large\.png was altered"):
        generations.open(NAME)
