"""How a published site gets to its host, and back: targets, plan, guards, lock, upload, check over HTTP."""
