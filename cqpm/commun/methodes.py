"""An address that only takes a form, opened by hand: a page says so instead of nothing."""

from django.http import HttpResponseNotAllowed
from django.template.loader import render_to_string


class PageDesMethodes:
    """Give the bare refusal of Django a page; its status and headers stay."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response
