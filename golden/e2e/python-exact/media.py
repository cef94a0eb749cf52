import subprocess
import sys
import tempfile

import magic
import numpy
import psycopg2
from lxml import etree

print(sys.version_info[:2], numpy.arange(4).sum(), psycopg2.apilevel, etree.XML("<a/>").tag)
with tempfile.TemporaryDirectory() as d:
    sound = f"{d}/sound.wav"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=1", sound], check=True)
    print(magic.from_file(sound, mime=True))
