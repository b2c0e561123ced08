"""
Real web servers on this machine, each with a configuration of its own around the file that we made for it.

Every server shows a copy of a built site over HTTPS, with a certificate of an authority that the tests made, and
leads from HTTP to it, as the documents tell people to set it up.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builds import Built
from tools import checker, lack, needed

HOST = "localhost"
_PATIENCE = 60.0
"""Seconds after which a server that does not answer is given up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the names of headers in small letters, a header that came twice joined by " & "."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """
    A server that runs.

    Attributes:
        name: of the program.
        built: what it shows.
        folder: the copy of it that it shows.
        port, plain: of HTTPS and of HTTP; *plain* is 0 where it speaks HTTPS only.
    """

    name: str
    built: Built
    folder: Path
    port: int
    plain: int

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"https://{HOST}:{self.port}"

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Ask for *path* from the host's root; names of headers with underscores for hyphens."""
        connection = http.client.HTTPSConnection(HOST, self.port, context=_context(), timeout=_PATIENCE)
        return _asked(connection, path, method, headers)

    def get_plain(self, path: str) -> Answer:
        """Ask for *path* over HTTP."""
        return _asked(http.client.HTTPConnection(HOST, self.plain, timeout=_PATIENCE), path, "GET", {})


def _asked(connection: http.client.HTTPConnection, path: str, method: str, headers: Mapping[str, str]) -> Answer:
    with contextlib.closing(connection):
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in response.getheaders():
            key = name.lower()
            found[key] = f"{found[key]} & {value}" if key in found else value
        return Answer(response.status, found, response.read())


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a server finds what it needs: the root with the site at its base path, a folder of its own, ports."""

    root: Path
    own: Path
    built: Built
    port: int
    plain: int

    @property
    def site(self) -> Path:
        return self.root / self.built.base.strip("/")


@contextlib.contextmanager
def serve(name: str, built: Built) -> Iterator[Server]:
    """Start the server *name* with a copy of *built*; it stops at the end."""
    start = STARTS[name]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        folder.chmod(0o755)  # Apache gives up its rights
        setting = _Setting(folder / "root", folder / "own", built, _free(), 0 if name == "wrangler" else _free())
        setting.own.mkdir()
        shutil.copytree(built.folder, setting.site)
        command, environment = start(setting)
        with (setting.own / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=setting.own,
                env={**os.environ, "HOME": str(setting.own), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            _await(process, setting)
            yield Server(name, built, setting.site, setting.port, setting.plain)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def _await(process: subprocess.Popen[bytes], setting: _Setting) -> None:
    """Return once the server answers."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection((HOST, setting.port), timeout=_PATIENCE) as raw:
                _context().wrap_socket(raw, server_hostname=HOST).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError((setting.own / "log").read_text(errors="replace")) from None
            time.sleep(0.05)


def _free() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# A certificate ---------------------------------------------------------------------------------------------------


@functools.cache
def _certified() -> tempfile.TemporaryDirectory[str]:
    """Make an authority (ca.pem) and its certificate for this host (cert.pem, key.pem)."""
    openssl = needed("openssl", "apt-get install openssl")
    place = tempfile.TemporaryDirectory()
    Path(place.name).chmod(0o755)

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=place.name, check=True, capture_output=True, timeout=60)

    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    run(*new, "-x509", "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=Tests")
    run(*new, "-keyout", "key.pem", "-out", "request.pem", "-subj", f"/CN={HOST}")
    (Path(place.name) / "names").write_text(f"subjectAltName=DNS:{HOST},IP:127.0.0.1\n")
    signed = ("-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "names")
    run("x509", "-req", "-in", "request.pem", "-out", "cert.pem", *signed)
    return place


def certificate(name: str) -> Path:
    """Return the path of ``ca.pem``, ``cert.pem`` or ``key.pem``."""
    return Path(_certified().name) / name


@functools.cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate("ca.pem")))


# Servers ---------------------------------------------------------------------------------------------------------

_Started = tuple[list[str | Path], dict[str, str]]


def _nginx(setting: _Setting) -> _Started:
    nginx = needed("nginx", "apt-get install nginx libnginx-mod-http-brotli-static")
    module = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
    if not module.exists():
        lack("nginx has no Brotli module; get it by: apt-get install libnginx-mod-http-brotli-static")
    temporary = "\n".join(
        f"{what}_temp_path {setting.own}/{what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (setting.own / "nginx.conf").write_text(f"""\
load_module {module};
user root;
daemon off;
worker_processes 2;
pid {setting.own}/pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  {temporary}
  server {{
    listen 127.0.0.1:{setting.plain};
    return 301 https://{HOST}:{setting.port}$request_uri;
  }}
  server {{
    listen 127.0.0.1:{setting.port} ssl;
    ssl_certificate {certificate("cert.pem")};
    ssl_certificate_key {certificate("key.pem")};
    root {setting.root};
    brotli_static on;
    include {setting.site}/.hosts/nginx.conf;
  }}
}}
""")
    return [nginx, "-p", setting.own, "-e", "stderr", "-c", setting.own / "nginx.conf"], {}


_APACHE_MODULES = (
    "mpm_event", "authz_core", "dir", "headers", "mime", "negotiation", "rewrite", "socache_shmcb", "ssl",
)  # fmt: skip


def _apache(setting: _Setting) -> _Started:
    apache = needed("apache2", "apt-get install apache2")
    loaded = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _APACHE_MODULES)
    (setting.own / "apache.conf").write_text(f"""\
{loaded}
ServerRoot {setting.own}
ServerName {HOST}
DefaultRuntimeDir {setting.own}
PidFile {setting.own}/pid
ErrorLog /dev/stderr
Mutex file:{setting.own} default
User www-data
Group www-data
TypesConfig /etc/mime.types
AddLanguage br .br
AddType application/x-gzip .gz
Options +MultiViews +Indexes
Listen 127.0.0.1:{setting.plain}
Listen 127.0.0.1:{setting.port}
DocumentRoot {setting.root}
<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory {setting.root}>
  AllowOverride All
  Require all granted
</Directory>
<VirtualHost 127.0.0.1:{setting.plain}>
  RewriteEngine On
  RewriteRule ^ https://{HOST}:{setting.port}%{{REQUEST_URI}} [R=301,L]
</VirtualHost>
<VirtualHost 127.0.0.1:{setting.port}>
  SSLEngine On
  SSLCertificateFile {certificate("cert.pem")}
  SSLCertificateKeyFile {certificate("key.pem")}
</VirtualHost>
""")
    return [apache, "-X", "-f", setting.own / "apache.conf"], {}


def _caddy(setting: _Setting) -> _Started:
    caddy = needed("caddy", "make .venv/test.done")
    (setting.own / "Caddyfile").write_text(f"""\
{{
  admin off
  auto_https off
  storage file_system {setting.own}
}}
http://{HOST}:{setting.plain} {{
  bind 127.0.0.1
  redir https://{HOST}:{setting.port}{{uri}} permanent
}}
https://{HOST}:{setting.port} {{
  bind 127.0.0.1
  tls {certificate("cert.pem")} {certificate("key.pem")}
  root * {setting.root}
  import {setting.site}/.hosts/Caddyfile
  file_server
}}
""")
    return [caddy, "run", "--adapter", "caddyfile", "--config", setting.own / "Caddyfile"], {}


def _wrangler(setting: _Setting) -> _Started:
    """Show the folder as Cloudflare Pages does: its own files at the top, whatever the site's base path is."""
    wrangler = checker("wrangler/bin/wrangler.js")
    if setting.site != setting.root:
        for name in ("_headers", "_redirects", "404.html"):
            (setting.site / name).rename(setting.root / name)
    return [
        wrangler, "pages", "dev", setting.root, "--ip", "127.0.0.1", "--port", str(setting.port),
        "--compatibility-date", "2026-04-01", "--local-protocol", "https", "--inspector-port", "0",
        "--https-cert-path", certificate("cert.pem"), "--https-key-path", certificate("key.pem"),
    ], {"WRANGLER_SEND_METRICS": "false", "CI": "true"}  # fmt: skip


def _bare(setting: _Setting) -> _Started:
    """Show the files and send nothing of our own, as the simplest host does."""
    command, environment = _nginx(setting)
    file = setting.own / "nginx.conf"
    lines = [line for line in file.read_text().splitlines() if "include" not in line and "brotli_static" not in line]
    file.write_text("\n".join(lines).replace("access_log off;", "access_log off; include /etc/nginx/mime.types;"))
    return command, environment


STARTS: Mapping[str, Callable[[_Setting], _Started]] = {
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
    "wrangler": _wrangler,
    "bare": _bare,
}
