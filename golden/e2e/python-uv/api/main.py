import sys

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def greet() -> dict[str, object]:
    return {"hello": "world", "python": sys.version_info[:2], "prefix": sys.prefix}
