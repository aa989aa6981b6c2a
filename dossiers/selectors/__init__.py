"""The data of a page when a queryset is not enough, one module per subject."""
