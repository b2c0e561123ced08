"""What is different when the site is published (`make publish`)."""

import os

from pelicanconf import *  # noqa: F403

PUBLISH = True

# The address at which the site will stand, such as https://www.example.com; the practice's is not known yet.
SITEURL = os.environ.get("SITEURL", "")
