"""The exchange format: a version as JSON, read, checked and written back."""
