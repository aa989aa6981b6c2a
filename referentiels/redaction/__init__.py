"""Edits of a brouillon: pure functions from an exchange document to another one.

Each takes a document and a place in it, leaves them as they are, and answers a `Retouche`.
"""
