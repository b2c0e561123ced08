"""What is different when the example is published."""

from pelicanconf import *  # noqa: F403

PUBLISH = True

SITEURL = "https://www.example.com"
