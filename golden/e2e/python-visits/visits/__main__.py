import os
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UPLOAD_DIR = os.path.join(ROOT, "uploads")


class Visits(BaseHTTPRequestHandler):
    def do_GET(self):
        with sqlite3.connect(ROOT / "data" / "visits.db") as db:
            db.execute("create table if not exists visits (path text)")
            db.execute("delete from visits")
            db.execute("insert into visits values (?)", (self.path,))
            count = db.execute("select count(*) from visits").fetchone()[0]
        (ROOT / "motd.txt").write_text("seen")
        body = f"{count} {(ROOT / 'motd.txt').read_text()}".encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("", 8099), Visits).serve_forever()
