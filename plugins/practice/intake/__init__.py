"""The old site's pages taken in: its export or its saved pages, read, recognized and written as content files."""
