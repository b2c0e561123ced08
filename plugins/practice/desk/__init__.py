"""What a person starts: one module for each command, called by the Makefile."""
