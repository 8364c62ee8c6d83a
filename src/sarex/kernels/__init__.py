"""Compiled arithmetic on bare SI arrays. The only room that knows numba."""
