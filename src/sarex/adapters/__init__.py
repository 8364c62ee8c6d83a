"""Keepers of the promises in ports: forcing files, the coast, cloud files."""
