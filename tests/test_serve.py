"""A built site in a browser on this machine: as a web host shows it, and to nobody else."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from builds import SMALLEST, Built, below_a_path, command, desk, environment, preview, run, sample_copy, write

MISSING = 'data-page="missing"'


@dataclass(frozen=True, slots=True)
class Server:
    """A server of its own process, what it printed when it was ready, and its complaints when it has ended."""

    port: int
    told: str
    built: Built
    complaints: list[str] = field(default_factory=list)

    def ask(self, address: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
        """Return status, text and headers of the answer to an address, which is sent as it stands."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.putrequest(method, address, skip_accept_encoding=True)
            connection.endheaders()
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        return answer.status, text, {key.lower(): value for key, value in answer.getheaders()}


@contextmanager
def serving(site: Path, built: Built) -> Iterator[Server]:
    process = subprocess.Popen(
        command("serve", "--site", site, "--out", built.folder, "--port", "0"),
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
        assert found, process.communicate(timeout=10)
        server = Server(int(found[1]), told, built)
        yield server
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        server.complaints.append(err)
        assert 130 == process.returncode
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample's preview."""
    with serving(sample_copy(tmp_path_factory.mktemp("site")), preview()) as found:
        yield found


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample as it is published below a path of its host."""
    site = sample_copy(tmp_path_factory.mktemp("site"))
    settings = site / "publishconf.py"
    settings.write_text(settings.read_text().replace("example.com", "example.com/clinic/"), encoding="utf-8")
    with serving(site, below_a_path()) as found:
        yield found


def test_every_page_and_picture_is_served_at_its_address(server: Server) -> None:
    for name in server.built.files:
        status, text, headers = server.ask(server.built.address(name))

        assert (200, "no-store") == (status, headers["cache-control"])
        if name.endswith((".html", ".txt", ".svg")):
            assert (server.built.folder / name).read_text(encoding="utf-8") == text


def test_below_a_path_every_page_is_served_at_its_address_and_nothing_elsewhere(below: Server) -> None:
    assert "/clinic/" in below.told
    for name in below.built.pages:
        assert 200 == below.ask(below.built.address(name))[0]
    for address in ("/", "/procedures/", "/clinical/", "/clinic/clinic/", "/clinic/../", "/favicon.svg"):
        assert 404 == below.ask(address)[0]


@pytest.mark.parametrize("address", ["/nothing/", "/nothing", "/procedures/nothing/", "/index"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_missing_address_is_answered_by_the_sites_own_page(address: str, method: str, server: Server) -> None:
    status, text, headers = server.ask(address, method)

    assert 404 == status
    assert (MISSING in text) == (method == "GET")
    assert headers["content-type"].startswith("text/html")
    assert headers["content-length"] == str(len((server.built.folder / "404.html").read_bytes()))


@pytest.mark.parametrize(
    "address",
    [
        "/.manifest.json",
        "/%2emanifest.json",
        "/%2Emanifest.json",
        "/procedures/../.manifest.json",
        "/procedures/%2e%2e/.manifest.json",
        "/procedures/%2e%2e/%2emanifest.json",
        "/../pelicanconf.py",
        "/..%2fpelicanconf.py",
        "/%2e%2e/pelicanconf.py",
        "/..%5cpelicanconf.py",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/.hidden/x",
    ],
)
def test_hidden_files_and_what_lies_outside_are_refused(address: str, server: Server) -> None:
    status, text, _ = server.ask(address)

    assert 404 == status
    assert "SITEURL" not in text
    assert '"version"' not in text


@pytest.mark.parametrize("address", ["/images/", "/es/"])
def test_a_folder_without_a_page_shows_no_list_of_its_files(address: str, server: Server) -> None:
    status, text, _ = server.ask(address)

    assert (404 if f"{address[1:]}index.html" not in server.built.files else 200) == status
    assert "Directory listing" not in text


def test_an_address_without_its_last_slash_leads_to_the_page(server: Server) -> None:
    status, _, headers = server.ask("/procedures?from=menu")

    assert (301, "/procedures/?from=menu") == (
        status,
        headers["location"].removeprefix(f"http://127.0.0.1:{server.port}"),
    )


def test_another_method_is_refused(server: Server) -> None:
    assert {501, 405} & {server.ask("/", method)[0] for method in ("POST", "PUT", "DELETE")}


def test_only_this_machine_is_answered(server: Server) -> None:
    outside = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for host in (*sorted(str(each) for each in outside), "127.0.0.2"):
        with pytest.raises(OSError, match=r"refused|timed out"):
            socket.create_connection((host, server.port), timeout=2)


def test_a_build_made_meanwhile_is_shown_at_the_next_request(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    assert 0 == run("html", "--site", site).status
    with serving(site, Built(site / "output", run("check", "--site", site))) as found:
        write(site, {"content/pages/home.md": "Title: Another home\n\nx\n"})
        assert 0 == run("html", "--site", site).status

        assert "Another home" in found.ask("/")[1]


def test_a_reader_who_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    with serving(sample_copy(tmp_path), preview()) as server:
        for _ in range(3):
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.close()
        assert 200 == server.ask("/")[0]

    assert "Traceback" not in server.complaints[0]


@pytest.mark.parametrize("address", ["/%00", "/procedures/%00/", "/%ff%fe", "/" + "x" * 5000, "/?%00", "/[::"])
def test_an_address_that_no_file_can_have_is_missing_like_any_other(address: str, server: Server) -> None:
    status, text, _ = server.ask(address)

    assert (404 if "?" not in address else 200) == status
    assert (MISSING in text) == (status == 404)


def test_a_port_that_is_taken_is_named_with_a_remedy(server: Server, tmp_path: Path) -> None:
    result = run("serve", "--site", sample_copy(tmp_path), "--out", server.built.folder, "--port", str(server.port))

    assert (1, "") == (result.status, result.out)
    assert f"port {server.port}: Address already in use; name another with PORT=8001\n" == result.err


@pytest.mark.parametrize("port", ["99999", "-1", "x", ""])
def test_a_port_that_is_none_is_refused_in_words(port: str, server: Server, tmp_path: Path) -> None:
    result = run("serve", "--site", sample_copy(tmp_path), "--out", server.built.folder, f"--port={port}")

    assert result.status in (1, 2)
    assert "port" in result.err.lower()


def test_where_nothing_was_built_the_command_that_builds_is_named(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    result = desk("serve", "--site", site, "--port", "0")

    assert (1, "", "output/ holds no site; build it first with `make html`\n") == (
        result.status, result.out, result.err
    )  # fmt: skip


def test_a_folder_that_is_no_site_is_not_served(tmp_path: Path) -> None:
    shutil.copytree(preview().folder / "procedures", tmp_path / "output")
    (tmp_path / "output/index.html").unlink()

    assert 1 == run("serve", "--site", tmp_path, "--port", "0").status
