"""Tells a fixed moment in the container's time zone, and whether a password fits."""

import datetime

import bcrypt
from flask import Flask

app = Flask(__name__)
MOMENT = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone.utc)


@app.get("/")
def moment():
    fits = bcrypt.checkpw(b"secret", bcrypt.hashpw(b"secret", bcrypt.gensalt(4)))
    return {"moment": MOMENT.astimezone().isoformat(), "fits": fits}
