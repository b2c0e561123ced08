"""The grammar: what an editor may write, read into frozen records with exact lines, and their graph."""
