"""Sensing: how well each unit sees each object in the weather and the light of its search."""
