"""Prints what depends on the interpreter, its extension modules and what pip installed."""
import ctypes
import hashlib
import json
import sqlite3
import ssl
import sys
import uuid
import zlib

import numpy
from lxml import etree

db = sqlite3.connect(":memory:")
tree = etree.fromstring("<prices><price>2</price><price>3</price></prices>")
prices = numpy.array([int(p.text) for p in tree])
print(json.dumps({
    "python": sys.version.split()[0],
    "where": sys.executable,
    "sum": int(prices.sum()),
    "sqlite": db.execute("select 6 * 7").fetchone()[0],
    "ssl": ssl.OPENSSL_VERSION.split()[0],
    "md5": hashlib.md5(b"x").hexdigest(),
    "crc": zlib.crc32(b"x"),
    "uuid": str(uuid.UUID(int=5)),
    "pointer": ctypes.sizeof(ctypes.c_void_p),
}))
