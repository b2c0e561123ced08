"""What this site is, for its preview (`make html`).  How it is built stands in plugins/practice."""

SITEURL = ""
TIMEZONE = "America/Chicago"
JURISDICTION = "us-texas"
THEME = "theme"

# Pelican's own command finds our plug-in by these, and the plug-in then says which command to use.
PATH = "content"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["practice"]
