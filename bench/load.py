#!/usr/bin/env python3
"""Puts a mixed load on a running suite and watches it: many clients, short and long work, uploads cut in the middle, nonsense.

    load.py http://127.0.0.1:8080 [--seconds 1800] [--clients 8] [--pid SERVER] [--data FOLDER] [--long FILE] [--chat MODEL] [--answers-only]

Prints a table of what was answered and how fast, every minute a line about the server's memory, open files and, with --data, its temporary
files, and at last a line of JSON with the verdict. Ends with 1 if anything but the designed refusals (429, 503) came back as a server error, a
right request was refused, a search took too long, or memory or files grew after the first third; with --answers-only, which the build uses for
twenty seconds, times and memory are not judged. Only Python's standard library is needed.
"""
import argparse
import collections
import http.client
import json
import pathlib
import random
import socket
import sys
import threading
import time
import urllib.parse

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"
BUSY = (429, 503)
SEARCH_P95_MS = 100
GROWTH = 1.1  # of resident memory after the first third
MORE_FILES = 20  # a client that is being answered holds some


def multipart(fields, files):
    boundary = f"----load{random.getrandbits(64):x}"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    for name, (filename, content) in files.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Client:
    def __init__(self, url):
        address = urllib.parse.urlsplit(url)
        self.host, self.port = address.hostname, address.port or 80

    def send(self, method, path, body=b"", kind="application/json"):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=300)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def cut(self, path, body, kind):
        """Promises all of the body, sends half of it and hangs up."""
        with socket.create_connection((self.host, self.port), timeout=30) as connection:
            head = f"POST {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body[:len(body) // 2])
        return 0


class Load:
    def __init__(self, given):
        self.client = Client(given.url)
        self.speech = [path.read_bytes() for path in sorted(SAMPLES.glob("speech/*.flac"))]
        self.pictures = [path.read_bytes() for path in sorted(SAMPLES.glob("pictures/*.*"))]
        self.long = pathlib.Path(given.long).read_bytes() if given.long else None
        self.chat = given.chat
        self.mix = [(self.transcribe, 4), (self.embed, 6), (self.search, 10), (self.add_picture, 2), (self.classify, 3),
                    (self.compose, 0.5), (self.hang_up, 1), (self.nonsense, 1.4)]
        if self.long:
            self.mix.append((self.long_job, 0.2))
        if self.chat:
            self.mix.append((self.talk, 1))

    def transcribe(self):
        body, kind = multipart({"model": "whisper-base"}, {"file": ("speech.flac", random.choice(self.speech))})
        return 200, self.client.send("POST", "/v1/audio/transcriptions", body, kind)

    def long_job(self):
        body, kind = multipart({"model": "whisper-base"}, {"file": ("long.mp3", self.long)})
        return 202, self.client.send("POST", "/api/transcriptions", body, kind)

    def embed(self):
        texts = [f"text number {random.randrange(10**6)} about trains and rain" for _ in range(random.choice((1, 1, 8, 32)))]
        return 200, self.client.send("POST", "/v1/embeddings", json.dumps({"model": "all-MiniLM-L6-v2", "input": texts}).encode())

    def search(self):
        words = urllib.parse.quote(random.choice(("a red bicycle", "a house", "the face of a cat", "something blue")))
        return 200, self.client.send("GET", f"/api/collections/load/search?q={words}")

    def add_picture(self):
        content = random.choice(self.pictures) + random.randbytes(8)  # trailing bytes: another file, the same picture
        body, kind = multipart({}, {"files": (f"picture-{random.randrange(10**9)}.png", content)})
        return 200, self.client.send("POST", "/api/collections/load/images", body, kind)

    def classify(self):
        body, kind = multipart({"labels": "a cat,a bicycle,a house"}, {"file": ("picture.png", random.choice(self.pictures))})
        return 200, self.client.send("POST", "/api/images/classify", body, kind)

    def compose(self):
        return 202, self.client.send("POST", "/api/compositions", json.dumps({"seconds": 3, "seed": random.randrange(1000)}).encode())

    def talk(self):
        asked = {"model": self.chat, "messages": [{"role": "user", "content": "Tell me about rain."}], "max_tokens": 48}
        return 200, self.client.send("POST", "/v1/chat/completions", json.dumps(asked).encode())

    def hang_up(self):
        body, kind = multipart({"model": "whisper-base"}, {"file": ("speech.flac", random.choice(self.speech))})
        return 0, self.client.cut("/v1/audio/transcriptions", body, kind)

    def nonsense(self):
        body, kind = random.choice((
            (b"{not json", "application/json"),
            (json.dumps({"model": "nobody/nothing", "input": "x"}).encode(), "application/json"),
            multipart({"model": "whisper-base"}, {"file": ("x.mp3", b"not a sound")}),
        ))
        path = "/v1/audio/transcriptions" if kind.startswith("multipart") else "/v1/embeddings"
        status = self.client.send("POST", path, body, kind)
        return status if 400 <= status < 500 else 400, status


def looked(pid, data):
    """Resident megabytes, open files, and temporary files of the server."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    files = len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
    temporary = sum(1 for path in pathlib.Path(data, "temporary").rglob("*") if path.is_file()) if data else 0
    return int(status.split("VmRSS:")[1].split()[0]) // 1024, files, temporary


def growth(samples):
    """What grew between the first third and the end; the last look is taken when all clients are done."""
    if len(samples) < 4:
        return []
    (memory, files, temporary), last = max(samples[:len(samples) // 3 + 1]), samples[-1]
    grown = []
    if last[0] > memory * GROWTH:
        grown.append(f"memory: {memory} MB, then {last[0]} MB")
    if last[1] > files + MORE_FILES:
        grown.append(f"open files: {files}, then {last[1]}")
    if last[2] > temporary:
        grown.append(f"temporary files: {temporary}, then {last[2]}")
    return grown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--pid", type=int, help="the server's process, to watch its memory")
    parser.add_argument("--data", help="the server's data folder, to count what it leaves in temporary")
    parser.add_argument("--long", help="a long recording, transcribed as a job now and then")
    parser.add_argument("--chat", help="a model to chat with")
    parser.add_argument("--answers-only", action="store_true", help="judge neither times nor memory")
    given = parser.parse_args()
    load, end = Load(given), time.monotonic() + given.seconds
    load.client.send("POST", "/api/collections", b'{"name": "load"}')
    samples = []
    seconds, statuses, wrong, lock = collections.defaultdict(list), collections.Counter(), [], threading.Lock()

    def work():
        while time.monotonic() < end:
            request = random.choices([m[0] for m in load.mix], [m[1] for m in load.mix])[0]
            start = time.perf_counter()
            try:
                wanted, status = request()
            except OSError as error:
                wanted, status = "an answer", repr(error)
            with lock:
                seconds[request.__name__].append(time.perf_counter() - start)
                statuses[request.__name__, status] += 1
                if status != wanted and status not in BUSY:
                    wrong.append((request.__name__, wanted, status))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(given.clients)]
    for thread in threads:
        thread.start()
    begin = end - given.seconds
    while any(thread.is_alive() for thread in threads):
        look = time.monotonic() + min(60, given.seconds / 6)
        while time.monotonic() < look and any(thread.is_alive() for thread in threads):
            time.sleep(0.2)
        if given.pid:
            samples.append(looked(given.pid, given.data))
            print("%6.0f s  %d MB resident, %d files open, %d temporary" % (time.monotonic() - begin, *samples[-1]), flush=True)
        if time.monotonic() > end + 300:
            wrong.append(("clients", "an end", "still waiting after five minutes"))
            break
    print(f"{'request':14} {'count':>7} {'p50 ms':>8} {'p95 ms':>8}  answers")
    for name, taken in sorted(seconds.items()):
        taken.sort()
        answers = ", ".join(f"{status} x {count}" for (n, status), count in sorted(statuses.items(), key=str) if n == name)
        print(f"{name:14} {len(taken):7} {taken[len(taken) // 2] * 1000:8.0f} {taken[int(len(taken) * .95)] * 1000:8.0f}  {answers}")
    for name, wanted, status in wrong[:20]:
        print(f"WRONG {name}: {status} instead of {wanted}")
    grown = [] if given.answers_only else growth(samples)
    searches = sorted(seconds["search"])
    p95 = searches[int(len(searches) * .95)] * 1000 if searches else 0
    refused = sum(count for (_, status), count in statuses.items() if status in BUSY)
    good = not wrong and not grown and (given.answers_only or p95 <= SEARCH_P95_MS)
    print(json.dumps({"seconds": given.seconds, "clients": given.clients, "requests": sum(map(len, seconds.values())), "wrong": len(wrong),
                      "refused_by_design": refused, "search_p95_ms": round(p95), "grown": grown,
                      "memory_files_temporary": samples, "good": good}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
