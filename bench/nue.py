"""What gunicorn serves while the grid is measured: the product, and a bare view beside it.

`/nue/` goes to a Django without any middleware, `/nue-derriere/` to the same view behind the
product's own; the rest is the product, unchanged. `/processus/` says which worker answers.
"""

import os

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

from cqpm.wsgi import application as produit


@login_not_required
def nue(request):
    return HttpResponse("ok")


urlpatterns = [path("nue/", nue), path("nue-derriere/", nue)]


class Nue(WSGIHandler):
    """A Django whose only URLs are these ones."""

    def resolve_request(self, request):
        request.urlconf = __name__
        return super().resolve_request(request)


def _sans_rien() -> WSGIHandler:
    intergiciels, settings.MIDDLEWARE = settings.MIDDLEWARE, []
    try:
        return Nue()
    finally:
        settings.MIDDLEWARE = intergiciels


_vues = {"/nue/": _sans_rien(), "/nue-derriere/": Nue()}


def application(environ, start_response):
    chemin = environ["PATH_INFO"]
    if chemin == "/processus/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(os.getpid()).encode()]
    return _vues.get(chemin, produit)(environ, start_response)
