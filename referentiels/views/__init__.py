"""The pages of the référentiels, one module per subject."""
