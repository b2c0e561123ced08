"""Hosts for tests of deployment: real servers on this machine with throwaway keys, each with what visitors read."""

from __future__ import annotations

import contextlib
import functools
import getpass
import hashlib
import html
import http.client
import http.server
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import builds
from practice.deploy.programs import found
from practice.deploy.release import STATE
from practice.desk import serve
from practice.site import manifest
from practice.site.manifest import MANIFEST
from practice.site.sitemap import robots
from tools import lack, needed

SECONDS = 60
"""How long a server may take to answer at all."""
SITE = builds.URL


@dataclass(frozen=True)
class Place:
    """
    A target that a test may deploy to.

    Attributes:
        row: its row of DEPLOY, without its address.
        shown: the folder that visitors read; None for a store that has no folder.
        url: where they read it.
        environment: what the desk command needs to reach it.
        listed: returns every file there with its bytes, by path; state and lists of the host are left out.
    """

    row: Mapping[str, object]
    url: str
    listed: Callable[[], dict[str, bytes]]
    shown: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


# Sites ------------------------------------------------------------------------------------------------------------


def page(title: str, style: str, *pictures: str) -> bytes:
    """Return a page that asks for a stylesheet and pictures."""
    shown = "".join(f'<img src="/{name}" alt="">' for name in pictures)
    text = "words of the page, so that it is long enough to be cut. " * 200
    return (
        f'<!DOCTYPE html><html lang="en"><title>{title}</title><link rel="stylesheet" href="/{style}">{shown}'
        f"<p>{text}</p></html>\n"
    ).encode()


def site(folder: Path, edition: str) -> Path:
    """Write an edition of the published sample with its manifest: each page asks for the stylesheet of its edition."""
    shutil.copytree(builds.published().folder, folder)
    pages = {name: (folder / name).read_text(encoding="utf-8") for name in builds.published().pages}
    return _edition(folder, edition, pages, 30)


def small_site(folder: Path, edition: str) -> Path:
    """Write an edition of a site of few pages with its manifest."""
    builds.write(folder, {"robots.txt": robots(SITE, publish=True), "favicon.svg": "<svg/>"})
    pages = {name: f"<title>{name}</title>words" for name in ("index.html", "404.html", "about/index.html")}
    return _edition(folder, edition, pages, 8)


def _edition(folder: Path, edition: str, pages: Mapping[str, str], count: int) -> Path:
    """Write *pages* with a stylesheet, *count* more with a picture each, one of this edition only, and the manifest."""
    files: dict[str, bytes] = {".htaccess": f"# {edition}\n".encode()}

    def lasting(name: str, data: bytes, ending: str) -> str:
        path = f"{name}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"
        files[path] = data
        return path

    color = hashlib.sha256(edition.encode()).hexdigest()[:6]
    style = lasting("assets/site", f"p {{ color: #{color} }}\n".encode(), "css")
    for name, text in pages.items():
        files[name] = text.replace("<title>", f'<link rel="stylesheet" href="/{style}"><title>', 1).encode()
    for number in range(count):
        picture = lasting(f"images/p{number}", f"{edition} {number} ".encode() * 3000, "jpg")
        files[f"more/p{number}/index.html"] = page(f"{edition} {number}", style, picture)
    files[f"only-{edition}/index.html"] = page(f"only in {edition}", style)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return listed_anew(folder)


def listed_anew(folder: Path) -> Path:
    """Write the manifest of a folder as it stands, as a build would have, and return the folder."""
    entries = {
        path: manifest.Entry(manifest.digest(str(folder / path))[0], (folder / path).stat().st_size)
        for path in manifest.walk(folder)
        if path != MANIFEST
    }
    (folder / MANIFEST).unlink(missing_ok=True)  # it may be a link to a kept one
    (folder / MANIFEST).write_text(manifest.to_text(entries), encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds for visitors: its files without state and manifest; nothing if it is missing."""
    if not folder.exists():
        return {}
    skipped = (f"{STATE}/", MANIFEST)
    return {path: (folder / path).read_bytes() for path in manifest.walk(folder) if not path.startswith(skipped)}


def desk_of(folder: Path, place: Place, *, site_url: str = SITE, more: str = "") -> Path:
    """Write settings that name *place* as the target ``live`` and return the site's folder."""
    row = {**place.row, "url": place.url}
    return builds.write(
        folder,
        {
            "publishconf.py": f'SITEURL = "{site_url}"\nDEPLOY = {{"live": {row!r}}}\n{more}',
            "content/redirects.txt": "",
        },
    )


def asked_for(text: str) -> list[str]:
    """Return the files of the site that a page asks for, as paths from its root."""
    return [
        html.unescape(each).lstrip("/") for each in re.findall(r'(?:rel="stylesheet" href|<img src)="(/[^"]+)"', text)
    ]


# What visitors read -------------------------------------------------------------------------------------------------


class _Server(serve.Server):
    """Lets as many readers wait as come at once, as a web host does; else some come a second later."""

    request_queue_size = 128


@contextlib.contextmanager
def web(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on this machine while the block runs; give the address."""
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=functools.partial(server.serve_forever, poll_interval=0.02), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def folder_web(folder: Path) -> contextlib.AbstractContextManager[str]:
    """Serve a folder as a web host does."""

    class Quiet(serve.Handler):
        def log_message(self, *_: object) -> None:
            pass

    return web(functools.partial(Quiet, directory=str(folder), base="/"))


def get(url: str) -> tuple[int, bytes]:
    """Return status and body of one request."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# Servers -----------------------------------------------------------------------------------------------------------


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextlib.contextmanager
def started(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """Run a server while the block runs; it is there when its port answers."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **environment}
        )
        try:
            _answers(server, port, log)
            yield
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(SECONDS * 20):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.05)
            break
    raise AssertionError(f"{server.args} does not answer: {log.read_text(errors='replace')}")


def rclone() -> str:
    """Return the rclone of the test environment."""
    return found(["rclone"])[0]


@contextlib.contextmanager
def here(folder: Path) -> Iterator[Place]:
    """Give a folder of this machine as a target."""
    needed("rsync", "apt install rsync")
    shown = folder / "www" / "current"
    with folder_web(shown) as url:
        yield Place({"kind": "folder", "path": str(folder / "www")}, url, lambda: content(shown), shown)


@contextlib.contextmanager
def flat(folder: Path) -> Iterator[Place]:
    """Give a folder of this machine that rclone writes into file by file, as it does where there is no shell."""
    shown = folder / "flat"
    with folder_web(shown) as url:
        yield Place({"kind": "rclone", "path": str(shown)}, url, lambda: content(shown), shown)


@contextlib.contextmanager
def ssh(folder: Path) -> Iterator[Place]:
    """Start OpenSSH's server with throwaway keys; give a folder that is reached through it."""
    needed("rsync", "apt install rsync")
    needed("ssh", "apt install openssh-client")
    sshd = needed("sshd", "apt install openssh-server")
    keys, port = folder / "ssh", free_port()
    keys.mkdir(parents=True)
    for name in ("server", "client"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name], check=True)
    (keys / "allowed").write_bytes((keys / "client.pub").read_bytes())
    (keys / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys}/server\nAuthorizedKeysFile {keys}/allowed\n"
        f"PidFile {keys}/sshd.pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n"
        "MaxStartups 100\n"
    )
    (keys / "config").write_text(
        f"Host *\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n  IdentityFile {keys}/client\n"
        f"  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile {keys}/known\n  BatchMode yes\n"
        "  LogLevel ERROR\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd locks itself in before a login
    shown = folder / "www" / "current"
    with (
        started([str(sshd), "-D", "-e", "-f", str(keys / "sshd_config")], port, keys / "log"),
        folder_web(shown) as url,
    ):
        yield Place(
            {"kind": "ssh", "host": "web", "path": str(folder / "www")},
            url,
            lambda: content(shown),
            shown,
            {"RSYNC_RSH": f"ssh -F {keys}/config"},
        )


@contextlib.contextmanager
def ftp(folder: Path) -> Iterator[Place]:
    """Start vsftpd; give its folder, reached by rclone, as visitors see it."""
    vsftpd = needed("vsftpd", "apt install vsftpd")
    program = rclone()
    if os.geteuid() != 0:
        lack("vsftpd starts as root only; run this test as root")
    port, root = free_port(), folder / "ftp"
    shown = root / "www"
    shown.mkdir(parents=True)
    folder.chmod(0o755)
    for each in (folder, *folder.parents):
        if not each.stat().st_mode & 0o001:
            each.chmod(each.stat().st_mode | 0o011)
    root.chmod(0o555)
    shutil.chown(shown, "ftp" if _has_user("ftp") else "nobody")
    user = "ftp" if _has_user("ftp") else "nobody"
    (folder / "vsftpd.conf").write_text(
        f"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nanonymous_enable=YES\n"
        "local_enable=NO\nwrite_enable=YES\nanon_upload_enable=YES\nanon_mkdir_write_enable=YES\n"
        f"anon_other_write_enable=YES\nanon_umask=022\nanon_root={root}\nno_anon_password=YES\nftp_username={user}\n"
        f"seccomp_sandbox=NO\nxferlog_enable=NO\npasv_address=127.0.0.1\nsecure_chroot_dir={_empty(folder)}\n"
        "run_as_launching_user=NO\npasv_promiscuous=NO\n"
    )
    environment = {
        "RCLONE_CONFIG": "",
        "RCLONE_CONFIG_HOST_TYPE": "ftp",
        "RCLONE_CONFIG_HOST_HOST": "127.0.0.1",
        "RCLONE_CONFIG_HOST_PORT": str(port),
        "RCLONE_CONFIG_HOST_USER": "anonymous",
        "RCLONE_CONFIG_HOST_PASS": subprocess.run(
            [program, "obscure", "nobody@example.com"], capture_output=True, text=True, check=True
        ).stdout.strip(),
    }
    with started([str(vsftpd), str(folder / "vsftpd.conf")], port, folder / "vsftpd.log"), folder_web(shown) as url:
        yield Place({"kind": "rclone", "path": "host:www"}, url, lambda: content(shown), shown, environment)


def _has_user(name: str) -> bool:
    return subprocess.run(["id", "-u", name], capture_output=True, check=False).returncode == 0


def _empty(folder: Path) -> Path:
    empty = folder / "empty"
    empty.mkdir(mode=0o555)
    return empty


@contextlib.contextmanager
def store(folder: Path) -> Iterator[Place]:
    """
    Start rclone's S3 server over its memory; give a bucket.

    A server shows ``about/index.html`` at ``/about/``.  Visitors read from the memory itself, in which an object is
    replaced as a whole, as a real store does it.  Read through the S3 server an object that is being replaced is
    empty for a moment, which is the stand-in's own fault.
    """
    program, port, control = rclone(), free_port(), free_port()
    key, secret = secrets.token_hex(10), secrets.token_hex(20)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "RCLONE_CONFIG": "",
        "RCLONE_CONFIG_HOST_TYPE": "s3",
        "RCLONE_CONFIG_HOST_PROVIDER": "Rclone",
        "RCLONE_CONFIG_HOST_ENDPOINT": f"http://127.0.0.1:{port}",
        "RCLONE_CONFIG_HOST_ACCESS_KEY_ID": key,
        "RCLONE_CONFIG_HOST_SECRET_ACCESS_KEY": secret,
    }
    given = {**os.environ, **environment}
    held = f"http://127.0.0.1:{control}/[:memory:site]/"

    class Store(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            status, body = get(held + (f"{path}index.html" if not path or path.endswith("/") else path))
            if status != HTTPStatus.OK:
                _, body = get(f"{held}404.html")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    def listed() -> dict[str, bytes]:
        there = folder / "listed"
        shutil.rmtree(there, ignore_errors=True)
        there.mkdir()
        subprocess.run([program, "copy", "host:site", str(there)], env=given, check=True, timeout=SECONDS)
        return content(there)

    command = [program, "rcd", "--rc-addr", f"127.0.0.1:{control}", "--rc-no-auth", "--rc-serve", "--config", ""]
    with started(command, control, folder / "s3.log"), web(Store) as url:
        asked = {"type": "s3", "fs": ":memory:", "addr": f"127.0.0.1:{port}", "auth_key": [f"{key},{secret}"]}
        request = Request(
            f"http://127.0.0.1:{control}/serve/start",
            json.dumps(asked).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=SECONDS):
            subprocess.run([program, "mkdir", "host:site"], env=given, check=True, timeout=SECONDS)
        yield Place({"kind": "rclone", "path": "host:site"}, url, listed, None, environment)


KINDS = {"here": here, "flat": flat, "ssh": ssh, "ftp": ftp, "store": store}
"""Every kind of place by name."""
