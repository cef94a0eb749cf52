import sys

from markupsafe import escape
from waitress import serve


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{escape('<venv>')} {sys.prefix} {sys.version_info[:2]}\n".encode()]


serve(app, listen="0.0.0.0:8091")
