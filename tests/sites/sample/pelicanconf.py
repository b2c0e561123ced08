"""A practice that does not exist, for tests and pictures: its preview."""

SITEURL = ""
JURISDICTION = "us-texas"
TODAY = "2026-11-22"  # so that no review falls due
