"""What is different when the site is published (`make publish`)."""

import os

from pelicanconf import *  # noqa: F403

PUBLISH = True

# The address at which the site will stand, such as https://www.example.com; the practice's is not known yet.
SITEURL = os.environ.get("SITEURL", "")

# Where `make deploy TARGET=name` brings the site: docs/deploy.md has a row for each kind of host.  No secret stands
# here: SSH has its agent and its own configuration, rclone too.  The practice's host is not known yet.
DEPLOY: dict[str, dict[str, object]] = {}

# Whom to tell of a weakness of the site (mailto: or https://), and the day until which that holds, within a year;
# both go into .well-known/security.txt, which is left out while they are not known.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
SECURITY_EXPIRES = os.environ.get("SECURITY_EXPIRES", "")
