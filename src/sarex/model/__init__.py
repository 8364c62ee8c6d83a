"""Nouns of a case, frozen. Nothing here computes or reads files."""
