"""
The rules of a site in the words of each host.

Servers that are told once (nginx, Caddy) get a file to include, in a hidden folder; the others look for a file of
a fixed name at the top of the site.  Where a later rule adds to an earlier one instead of taking its place, every
part gets the whole list of its headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from urllib.parse import unquote

from practice.site.rules import COMPRESSED, MISSING, OWN, TEXT, TYPES, WELL_KNOWN, Move, Rules

INCLUDES = ".hosts/"
"""The folder of files that a server includes; hidden, as everything with a dot in front."""
NGINX = f"{INCLUDES}nginx.conf"
CADDY = f"{INCLUDES}Caddyfile"

_WRITTEN = "Made by `make publish` from the site's rules; a change here is lost."


def files(rules: Rules) -> dict[str, str]:
    """Return the text of every host's file by its path in the site."""
    return {
        NGINX: nginx(rules),
        ".htaccess": apache(rules),
        CADDY: caddy(rules),
        "_headers": headers(rules),
        "_redirects": redirects(rules),
        ".nojekyll": "",
    }


# nginx ---------------------------------------------------------------------------------------------------------


def nginx(rules: Rules) -> str:
    """
    Return what an nginx server block includes; its root is the folder in which the base path leads to the site.

    The one block of a location holds everything, so that a site below a path leaves the rest of its host alone.
    """
    lines = [
        f"# {_WRITTEN}",
        f"location {rules.base} {{",
        "  absolute_redirect off;",
        "  server_tokens off;",
        "  gzip_static on;",
        "  gzip_vary on;",
        f"  error_page 403 404 =404 {rules.missing};",
        "  charset utf-8;",
        f"  charset_types {' '.join(TYPES[ending] for ending in TEXT if ending not in ('.html', '.svg'))};",
        "  default_type application/octet-stream;",
        "  types {",
        *(f"    {kind} {ending[1:]};" for ending, kind in TYPES.items()),
        "  }",
        *_nginx_headers(rules.headers, "  "),
        f"  location = {rules.missing} {{ internal; }}",
        f"  location ~ /\\.(?!{re.escape(WELL_KNOWN.strip('./'))}/) {{ return 404; }}",
        f"  location ~ \\.({'|'.join(ending[1:] for ending in COMPRESSED)})$ {{ return 404; }}",
        *(f"  location = {rules.base}{name} {{ return 404; }}" for name in OWN),
    ]
    for area in rules.areas:
        lines += [f"  location {area.path} {{", *_nginx_headers(rules.of(area), "    "), "  }"]
    for path, moves in groupby(rules.redirects, key=lambda move: move.path):
        lines.append(f'  location = "{unquote(path)}" {{ {" ".join(map(_nginx_move, moves))} }}')
    return "\n".join([*lines, "}", ""])


def _nginx_move(move: Move) -> str:
    name, _, value = move.asked.partition("=")
    leads = f'return 301 "{move.new}";'
    return f'if ($arg_{name} = "{value}") {{ {leads} }}' if name else leads


def _nginx_headers(headers: Mapping[str, str], indent: str) -> Iterator[str]:
    for name, value in headers.items():
        yield f'{indent}add_header {name} "{value}" always;'


# Apache --------------------------------------------------------------------------------------------------------


def apache(rules: Rules) -> str:
    """Return ``.htaccess``; the host must allow it to set options, headers and rewriting (``AllowOverride All``)."""
    texts = "|".join(ending[1:] for ending in TEXT)
    lines = [
        f"# {_WRITTEN}",
        "Options -Indexes -MultiViews",
        "DirectoryIndex index.html",
        "DirectorySlash On",
        f"ErrorDocument 403 {rules.missing}",
        f"ErrorDocument 404 {rules.missing}",
        "AddDefaultCharset utf-8",
        f"AddCharset utf-8 {' '.join(ending for ending in TEXT if ending != '.svg')}",
        *(f"AddType {kind} {ending}" for ending, kind in TYPES.items()),
        *(f"RemoveType {ending}\nRemoveLanguage {ending}" for ending in COMPRESSED),
        *(f"AddEncoding {encoding} {ending}" for ending, encoding in COMPRESSED.items()),
        *_apache_headers(rules.headers, ""),
        f'<FilesMatch "\\.({texts})(\\.({"|".join(ending[1:] for ending in COMPRESSED)}))?$">',
        "  Header always merge Vary Accept-Encoding",
        "</FilesMatch>",
    ]
    for area in rules.areas:
        lines += [
            f'<If "%{{REQUEST_URI}} =~ m#^{re.escape(area.path)}#">',
            *_apache_headers(area.headers, "  "),
            "</If>",
        ]
    lines += [
        "RewriteEngine On",
        f"RewriteBase {rules.base}",
        f'RewriteRule "(^|/)\\.(?!{re.escape(WELL_KNOWN.strip("./"))}/)" - [R=404,L]',
        f'RewriteRule "^({"|".join(OWN)})$" - [R=404,L]',
        'RewriteCond %{ENV:REDIRECT_STATUS} "^$"',
        f'RewriteRule "^{re.escape(MISSING)}$|\\.({"|".join(ending[1:] for ending in COMPRESSED)})$" - [R=404,L]',
    ]
    for move in rules.redirects:
        if move.asked:
            lines.append(f'RewriteCond %{{QUERY_STRING}} "(?:^|&){re.escape(move.asked)}(?:&|$)"')
        path = re.escape(unquote(move.path).removeprefix(rules.base))
        flags = "R=301,NE,QSD,L" if move.asked else "R=301,NE,L"
        lines.append(f'RewriteRule "^{path}$" "{_escaped(move.new)}" [{flags}]')
    for ending, encoding in COMPRESSED.items():
        for text in TEXT:
            lines += [
                f'RewriteCond %{{HTTP:Accept-Encoding}} "\\b{encoding}\\b"',
                f"RewriteCond %{{REQUEST_FILENAME}}{ending} -f",
                f'RewriteRule "^(.*)\\{text}$" "$1{text}{ending}" [T={TYPES[text]},E=no-gzip:1,E=no-brotli:1,L]',
            ]
    return "\n".join([*lines, ""])


def _apache_headers(headers: Mapping[str, str | None], indent: str) -> Iterator[str]:
    for name, value in headers.items():
        yield f'{indent}Header always set {name} "{value}"' if value else f"{indent}Header always unset {name}"


def _escaped(target: str) -> str:
    """Return a rewrite's target in which a percent sign stands for itself."""
    return target.replace("%", "\\%")


# Caddy ---------------------------------------------------------------------------------------------------------


def caddy(rules: Rules) -> str:
    """Return what a Caddy site block imports; its root is the folder in which the base path leads to the site."""
    whole = f"{rules.base}*"
    lines = [
        f"# {_WRITTEN}",
        "@hidden {",
        "  path */.*",
        f"  not path {rules.base}{WELL_KNOWN}*",
        "}",
        f"@unasked path {' '.join(f'*{ending}' for ending in COMPRESSED)} "
        + " ".join(f"{rules.base}{name}" for name in (*OWN, MISSING)),
        *(_caddy_matcher(number, move) for number, move in enumerate(rules.redirects)),
        *(f"@{ending[1:]} path *{ending}" for ending in TYPES),
        f"route {whole} {{",
        "  header -Server",
        *_caddy_headers(rules.headers, "  "),
        "  error @hidden 404",
        "  error @unasked 404",
        *(f"  redir @moved{number} {move.new} 301" for number, move in enumerate(rules.redirects)),
    ]
    for area in rules.areas:
        path = f"{area.path}*" if area.path.endswith("/") else area.path
        lines += [
            f"  handle {path} {{",
            *_caddy_headers(area.headers, "    "),
            "  }",
        ]
    for ending in TYPES:
        charset = "; charset=utf-8" if ending in TEXT and ending != ".svg" else ""
        lines.append(f'  header @{ending[1:]} >Content-Type "{TYPES[ending]}{charset}"')
    precompressed = f"precompressed {' '.join(COMPRESSED.values())}"
    lines += [
        f"  file_server {{\n    {precompressed}\n  }}",
        "}",
        "handle_errors 403 404 {",
        f"  handle {whole} {{",
        "    header -Server",
        *_caddy_headers(rules.headers, "    "),
        f"    rewrite * {rules.missing}",
        f"    file_server {{\n      status 404\n      {precompressed}\n    }}",
        "  }",
        "}",
    ]
    return "\n".join([*lines, ""])


def _caddy_matcher(number: int, move: Move) -> str:
    matcher = f"path {unquote(move.path)}"
    if move.asked:
        return f"@moved{number} {{\n  {matcher}\n  query {move.asked}\n}}"
    return f"@moved{number} {matcher}"


def _caddy_headers(headers: Mapping[str, str | None], indent: str) -> Iterator[str]:
    for name, value in headers.items():
        yield f'{indent}header {name} "{value}"' if value else f"{indent}header -{name}"


# Cloudflare Pages, Netlify and others that read their file formats -------------------------------------------------


def headers(rules: Rules) -> str:
    """
    Return ``_headers``.

    A header of two rules that match would be sent twice by some hosts: an area first takes the former value away,
    which the others pass over, because there the later rule counts.  How long pages are kept is each host's own
    default, the same as ours, and is not written.
    """
    whole = {name: value for name, value in rules.headers.items() if name != "Cache-Control"}
    lines = [f"# {_WRITTEN}", f"{rules.base}*", *_header_lines(whole)]
    for area in rules.areas:
        lines.append(f"{area.path}*" if area.path.endswith("/") else area.path)
        lines += [f"  ! {name}" for name in area.headers if name in whole]
        lines += _header_lines({name: value for name, value in area.headers.items() if value})
    return "\n".join([*lines, ""])


def _header_lines(headers: Mapping[str, str | None]) -> Iterable[str]:
    return (f"  {name}: {value}" for name, value in headers.items())


def redirects(rules: Rules) -> str:
    """
    Return ``_redirects``; hosts that would show files of others lead to the home page instead.

    What an address asks is Netlify's form, which Cloudflare Pages passes over; as a page stands at its path, it has
    to be forced.
    """
    hidden = (".htaccess", ".manifest.json", f"{INCLUDES}*")
    lines = [f"# {_WRITTEN}"]
    for move in rules.redirects:
        lines.append(f"{move.path} {move.asked} {move.new} 301!" if move.asked else f"{move.path} {move.new} 301")
    return "\n".join([*lines, *(f"{rules.base}{name} {rules.base} 302" for name in hidden), ""])
