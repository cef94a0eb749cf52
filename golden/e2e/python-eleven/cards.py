"""Answers with the digest of a picture that has a line of text, and what made it."""

import hashlib
import http.server

import lxml.etree
import numpy
import psycopg2
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def card(text):
    picture = Image.new("RGB", (200, 40), "white")
    ImageDraw.Draw(picture).text((4, 4), text, fill="black", font=ImageFont.truetype(FONT, 20))
    pixels = numpy.asarray(picture)
    digest = hashlib.sha256(pixels.tobytes()).hexdigest()
    root = lxml.etree.Element("card", digest=digest, mean=f"{pixels.mean():.3f}", postgres=str(psycopg2.extensions.libpq_version() > 0))
    return lxml.etree.tostring(root)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = card("Good day")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.HTTPServer(("", 8094), Handler).serve_forever()
