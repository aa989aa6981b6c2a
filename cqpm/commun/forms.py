"""Widgets shared by the forms of every app."""

from django import forms


class ChampDate(forms.DateInput):
    """The browser's own date picker, fed with the ISO form it understands."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
