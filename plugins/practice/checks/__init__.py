"""What is wrong, missing, stale, unlawful or hard to read: pure functions from records to faults."""
