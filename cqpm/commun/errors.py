"""The base of every refusal that a user reads."""


class ErreurMetier(Exception):
    """A refusal of the trade: one French sentence that says what, why and what to do."""
