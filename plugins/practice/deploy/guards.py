"""What speaks against a deployment, judged before the first byte goes up; functions from what was seen to lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from pathlib import Path

from practice.deploy.host import Seen
from practice.deploy.plan import Plan, pages
from practice.deploy.targets import Target
from practice.site.manifest import Entry, read_manifest, verify
from practice.site.sitemap import robots

ALLOWED = ("gone", "lock", "others", "site")
"""What ``ALLOW=`` takes: the guards that a person may overrule."""
_NEEDED = ("index.html", "404.html")
_SHARE = 5


class NoSiteError(Exception):
    """There is no built site to judge; the message is one plain line with its remedy."""


def manifest(tree: Path, shown: str) -> dict[str, Entry]:
    """
    Return what a build wrote into *tree*.

    Raises:
        NoSiteError: it holds no site, or the list in it is broken.
    """
    try:
        return read_manifest(tree)
    except OSError:
        raise NoSiteError(f"{shown}: holds no built site; run `make publish`") from None
    except ValueError as fault:
        raise NoSiteError(f"{shown}: the list of built files {fault}; run `make publish` again") from None


def of_tree(tree: Path, shown: str, site_url: str) -> list[str]:
    """
    Return what is wrong with the built site.

    Args:
        tree: its folder, which holds a readable manifest.
        shown: the folder's name for messages.
        site_url: the address for which it should have been built.
    """
    found = []
    if differences := verify(tree):
        more = f" (and {len(differences) - 1} more)" if len(differences) > 1 else ""
        found.append(f"{shown}: {differences[0]}{more}; run `make publish` again")
    found += [f"{shown}: has no {name}; a site needs one" for name in _NEEDED if not (tree / name).is_file()]
    file = tree / "robots.txt"
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    if text == robots("", publish=False):
        found.append(f"{shown}: is a preview; deploy what `make publish` builds")
    elif text != robots(site_url, publish=True):
        found.append(f"{shown}: was built for another address than {site_url or '?'}; run `make publish` again")
    return found


def of_target(target: Target, seen: Seen, site_url: str, mine: Collection[str], allowed: Set[str]) -> list[str]:
    """
    Return what the target itself says against a deployment.

    Args:
        target: where it would go.
        seen: what a look at it showed.
        site_url: whose site would go there.
        mine: names of runs whose locks count for nothing: our own, and a killed one of this machine.
        allowed: guards that are overruled.
    """
    found = []
    if "lock" not in allowed:
        found += [
            f"{target.name}: {each.by} has been deploying since {each.since}; "
            "wait, or add ALLOW=lock if that run has ended"
            for each in seen.locks
            if each.run not in mine
        ]
    if seen.release and seen.release.site != site_url and "site" not in allowed:
        found.append(
            f"{target.name}: holds the site {seen.release.site}; "
            "correct the target's path, or add ALLOW=site if this one takes its place"
        )
    if seen.others and not seen.release and "others" not in allowed:
        more = f" and {len(seen.others) - 1} more" if len(seen.others) > 1 else ""
        found.append(
            f"{target.name}: holds what no deployment put there: {seen.others[0]}{more}; "
            "correct the target's path, empty it, or add ALLOW=others to leave that where it is"
        )
    return found


def of_plan(
    target: Target, plan: Plan, redirects: Mapping[str, str], former: Collection[str], allowed: Set[str]
) -> list[str]:
    """
    Return what the plan itself says against a deployment: a fifth of the pages or more would be gone.

    Args:
        target: where it would go.
        plan: what would be done.
        redirects: new address by old one; a page that is led elsewhere is not gone.
        former: files of the site that stands there.
        allowed: guards that are overruled.
    """
    there = len(list(pages(former)))
    gone = sorted(each for each in pages(plan.removed) if each not in redirects)
    if not gone or len(gone) * _SHARE < there or "gone" in allowed:
        return []
    return [
        f"{target.name}: {len(gone)} of {there} pages would be gone, first {gone[0]}; "
        "write in content/redirects.txt where they went, or add ALLOW=gone if that is meant"
    ]
