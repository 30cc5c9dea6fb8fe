"""The ready files for a server, as systemd and nginx read them."""

from __future__ import annotations

import configparser
import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from dotenv import dotenv_values

from app.cli.serve import serve
from app.errors import SettingError
from app.settings import Settings, load_settings
from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import ROOT, article, write_site

SERVICE = ROOT / "deploy/systemd/guichet.service"
SETTINGS = ROOT / "deploy/systemd/guichet.env"
SITE = ROOT / "deploy/nginx/guichet.conf"
HOST = "help.example.com"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
OPENSSL = shutil.which("openssl")
ANALYZE = shutil.which("systemd-analyze")
needs_nginx = pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed")


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(SERVICE.read_text("utf-8"))
    return parser["Service"]


def test_the_service_starts_with_options_that_exist() -> None:
    program, command, *options = unit()["ExecStart"].split()
    assert (Path(program).name, command) == ("guichet", serve.name)
    assert {option for option in options if option.startswith("-")} <= {o for p in serve.params for o in p.opts}


def test_a_wrong_setting_does_not_start_the_service_again_and_again() -> None:
    assert unit()["RestartPreventExitStatus"] == str(SettingError.exit_code)


def test_the_service_stops_its_own_processes_and_has_the_time_for_it() -> None:
    assert unit()["KillMode"] == "mixed"
    assert int(unit()["TimeoutStopSec"]) > 20


def test_the_example_settings_are_accepted_and_lie_in_the_folder_that_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {key: value or "" for key, value in dotenv_values(SETTINGS).items()}
    monkeypatch.chdir(tmp_path)
    found = load_settings(given)
    assert (found.instance, found.index) == (tmp_path / "instance", tmp_path / "index")
    assert found.https
    assert unit()["WorkingDirectory"] == f"/var/lib/{unit()['StateDirectory']}"


@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed")
def test_systemd_understands_every_line_of_the_service(tmp_path: Path) -> None:
    there = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", SERVICE.read_text("utf-8"))
    copy = tmp_path / SERVICE.name
    copy.write_text(there, "utf-8")
    found = subprocess.run([str(ANALYZE), "verify", str(copy)], capture_output=True, text=True, check=False)
    assert SERVICE.name not in found.stderr


def image() -> dict[str, str]:
    """The last stage of the Dockerfile: what each instruction says, its last one if it stands there several times."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    last = text[text.rindex("\nFROM ") :].strip().splitlines()
    return {name: rest.strip() for name, _, rest in (line.partition(" ") for line in last if not line.startswith("#"))}


def test_the_image_starts_the_service_with_options_that_exist() -> None:
    program, command, *options = json.loads(image()["ENTRYPOINT"]) + json.loads(image()["CMD"])
    assert (Path(program).name, command) == ("guichet", serve.name)
    assert {option for option in options if option.startswith("-")} <= {o for p in serve.params for o in p.opts}


def image_settings(volume: Path) -> Settings:
    """Those that the image is given, with a folder in the place of its volume."""
    given = image()["ENV"].replace(image()["VOLUME"], str(volume))
    return load_settings(dict(pair.split("=", 1) for pair in given.split()))


def test_the_image_s_settings_are_accepted_and_only_its_volume_is_written(tmp_path: Path) -> None:
    found = image_settings(tmp_path)
    assert {found.index.parent, found.instance.parent} == {tmp_path}
    assert image()["VOLUME"] == image()["WORKDIR"]
    assert image()["USER"] not in ("", "root", "0")


def test_the_image_s_health_check_asks_for_a_host_that_is_trusted(tmp_path: Path) -> None:
    asked = re.search(r"http://([^/:]+):(\d+)/healthz", image()["HEALTHCHECK"])
    assert asked
    assert asked[1] in image_settings(tmp_path).trusted_hosts
    assert asked[2] == image()["EXPOSE"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Front:
    """A running nginx with the shipped site, and the service behind it."""

    plain: int
    tls: int
    service: Server

    def connect(self, source: str = "127.0.0.1") -> http.client.HTTPSConnection:
        trusting = ssl._create_unverified_context()
        return http.client.HTTPSConnection(
            "127.0.0.1", self.tls, timeout=30, context=trusting, source_address=(source, 0)
        )

    def get(self, path: str, source: str = "127.0.0.1", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = self.connect(source)
        try:
            names = {key.replace("_", "-"): value for key, value in headers.items()}
            connection.request("GET", path, headers={"Host": HOST, "User-Agent": AGENT, **names})
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()


def certificate(folder: Path) -> None:
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem"
    command = f"{OPENSSL} req -x509 {key} -out cert.pem -days 2 -subj /CN={HOST}"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)


def local(folder: Path, service: int, plain: int, tls: int) -> str:
    """The shipped site with ports, certificate and log of this machine instead of its own."""
    text = SITE.read_text("utf-8")
    for shipped, ours in (
        (r"listen \[::\][^;]*;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{tls} "),
        (r"/etc/letsencrypt/\S+/fullchain\.pem", f"{folder}/cert.pem"),
        (r"/etc/letsencrypt/\S+/privkey\.pem", f"{folder}/key.pem"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{service}"),
    ):
        text, number = re.subn(shipped, ours, text)
        assert number, f"the shipped file says nothing like {shipped}"
    return text


@contextmanager
def nginx(folder: Path, service: Server) -> Iterator[Front]:
    plain, tls = free_port(), free_port()
    certificate(folder)
    (folder / "site.conf").write_text(local(folder, service.port, plain, tls), "utf-8")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    main = (
        f"daemon off; pid {folder}/pid; error_log {folder}/main.log;\nevents {{ worker_connections 4096; }}\n"
        f"http {{ {temporary} client_body_temp_path {folder}/body; include {folder}/site.conf; }}\n"
    )
    (folder / "nginx.conf").write_text(main, "utf-8")
    process = subprocess.Popen([str(NGINX), "-e", f"{folder}/early.log", "-c", str(folder / "nginx.conf")])
    try:
        front = Front(plain, tls, service)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", tls), timeout=30).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "early.log").read_text("utf-8")
                time.sleep(0.05)
        yield front
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    articles = write_site(folder / "articles", {"fr/epp.md": article("Code EPP", id="epp", slug="epp")})
    settings = {"BASE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "127.0.0.1", "RATE_LIMITS": "on"}
    with (
        serving(environment(folder, articles, **settings), "--workers", "1") as service,
        nginx(folder, service) as running,
    ):
        yield running


@needs_nginx
def test_pages_come_through_nginx_as_https_pages_of_the_public_address(front: Front) -> None:
    status, headers, body = front.get("/fr/articles/epp")
    assert status == 200
    assert b"Code EPP" in body
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "upgrade-insecure-requests" in headers["content-security-policy"]
    assert headers["server"] == "nginx"


@needs_nginx
def test_plain_http_leads_to_the_public_address_whatever_host_was_asked_for(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=30)
    connection.request("GET", "/fr/?a=b", headers={"Host": "evil.example"})
    response = connection.getresponse()
    assert (response.status, response.getheader("Location")) == (301, f"https://{HOST}/fr/?a=b")
    connection.close()


@needs_nginx
def test_figures_are_for_this_machine_only(front: Front) -> None:
    assert front.get("/metrics")[0] == 200
    assert front.get("/metrics", source="127.0.0.2")[0] == 403


@needs_nginx
def test_a_reader_cannot_take_another_address_than_their_own(front: Front) -> None:
    answers = [front.get(f"/fr/search?q=x{n}", X_Forwarded_For=f"192.0.2.{n}")[0] for n in range(45)]
    assert answers.count(429) > 0
    assert front.get("/fr/search?q=x", source="127.0.0.2")[0] == 200


@needs_nginx
def test_a_body_over_the_limit_is_answered_by_the_service(front: Front) -> None:
    connection = front.connect()
    headers = {"Host": HOST, "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/events", b" " * 100_000, headers)
    response = connection.getresponse()
    assert response.status == 413
    assert b'"too_large"' in response.read()
    connection.close()


@needs_nginx
def test_r10_hundreds_of_clients_that_drip_keep_nobody_from_a_page(front: Front) -> None:
    head = f"GET /fr/ HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    body = f"POST /api/v1/events HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 500\r\n\r\n{{".encode()
    with ExitStack() as held:
        for number in range(400):
            client = front.connect()
            held.callback(client.close)
            client.connect()
            client.sock.sendall(head if number % 2 else body)
        assert [front.get("/fr/articles/epp")[0] for _ in range(5)] == [200] * 5
