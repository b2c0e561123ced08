"""What is different when the example is published."""

import os

from pelicanconf import *  # noqa: F403

PUBLISH = True

SITEURL = "https://www.example.com"

# To try `make deploy` with: this machine over SSH, and a folder of it.  Nobody shows them, so nothing is fetched.
_FOLDER = os.environ.get("DEPLOY_FOLDER", "/tmp/sample-site")
DEPLOY = {
    "ssh": {"kind": "ssh", "host": "localhost", "path": _FOLDER, "url": ""},
    "folder": {"kind": "folder", "path": _FOLDER, "url": ""},
}

SECURITY_CONTACT = "mailto:security@example.com"
SECURITY_EXPIRES = "2028-11-01"
