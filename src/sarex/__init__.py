"""Sarex: from a distress report at sea to one search plan that every partner can execute."""

__version__ = "0.1.0"
