"""A medical practice's site: structured Markdown in, checked static pages out."""


def register() -> None:
    """Connect our steps to Pelican's signals (Pelican calls this when it loads the plug-in)."""
    from practice.pages import engine

    engine.connect()
