"""Writes on the versions, by subject: the content of a brouillon, its re-reading, the versions."""
