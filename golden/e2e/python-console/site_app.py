import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return f"{os.environ['FLASK_APP']} in {os.getcwd()}\n"
