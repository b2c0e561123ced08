"""What this site is, for its preview (`make html`).  How it is built stands in plugins/practice."""

PATH = "content"
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["practice"]

SITEURL = ""
TIMEZONE = "America/Chicago"
JURISDICTION = "us-texas"
