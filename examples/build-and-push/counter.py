"""A web page that counts its visitors in PostgreSQL."""

import http.server
import os

import psycopg2


class Visitors:
    """The number of visits, kept in one row."""

    def __init__(self, url):
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS visits (id int PRIMARY KEY, number int NOT NULL)")
            cursor.execute("INSERT INTO visits VALUES (1, 0) ON CONFLICT DO NOTHING")

    def count(self):
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE visits SET number = number + 1 WHERE id = 1 RETURNING number")
            return cursor.fetchone()[0]


def page(number):
    return f"You are visitor {number}.\n"


def serve(visitors, port):
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = ("ok\n" if self.path == "/health" else page(visitors.count())).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    http.server.ThreadingHTTPServer(("", port), Pages).serve_forever()


if __name__ == "__main__":
    serve(Visitors(os.environ["DATABASE_URL"]), 8080)
