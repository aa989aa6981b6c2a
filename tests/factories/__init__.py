"""Factories: the smallest valid object of each model, nothing random."""
