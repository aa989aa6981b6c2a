"""The forms of the référentiels, one module per subject."""
