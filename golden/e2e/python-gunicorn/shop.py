import os
import sqlite3
import ssl
import sys

from flask import Flask, jsonify, render_template

app = Flask(__name__)


@app.get("/")
def index():
    with sqlite3.connect(":memory:") as db:
        total = db.execute("select 40 + 2").fetchone()[0]
    return render_template("index.html", total=total, python=sys.version_info[:2])


@app.get("/facts")
def facts():
    return jsonify(cwd=os.getcwd(), unbuffered=os.environ["PYTHONUNBUFFERED"], tls=ssl.OPENSSL_VERSION_INFO[0])
