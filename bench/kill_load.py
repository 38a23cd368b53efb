#!/usr/bin/env python3
"""Kills a server again and again (kill -9) under mixed load, and then asks for every job that was accepted: it must be done, with the right result.

    kill_load.py JAR [--kills 10] [--seconds 15] [--port 18138] [--seed 1]

Clients submit recordings and compositions as jobs, and meanwhile embed texts and cut uploads in the middle. The right result is what the same
input gives at the end, on a server that is left alone: the text of a recording, the MIDI file of a seed. Only Python's standard library is needed.
"""
import argparse
import http.client
import json
import pathlib
import random
import socket
import sys
import tempfile
import threading
import time

import served
from load import SAMPLES, multipart

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("jar")
parser.add_argument("--kills", type=int, default=10)
parser.add_argument("--seconds", type=float, default=15, help="longest time from a start to the kill")
parser.add_argument("--port", type=int, default=18138)
parser.add_argument("--seed", type=int, default=1)
given = parser.parse_args()

chance = random.Random(given.seed)
scratch = pathlib.Path(tempfile.mkdtemp(prefix="polyhead-kill-load-"))
recordings = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("speech/*.flac"))}
accepted = {}  # id of a job: what was put in
strange = []
ending = threading.Event()


def call(method, path, body=b"", kind="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", given.port, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def submit(what):
    kind, value = what
    if kind == "speech":
        status, body = call("POST", "/api/transcriptions", *multipart({"model": "whisper-base"}, {"file": (value, recordings[value])}))
    else:
        status, body = call("POST", "/api/compositions", json.dumps({"seed": value, "seconds": 4}).encode())
    if status == 202:
        return json.loads(body)["id"]
    if status not in (429, 503):
        strange.append((what, status, body[:200].decode(errors="replace")))
    return None


def result(what, job):
    return call("GET", f"/api/transcriptions/{job}.txt" if what[0] == "speech" else f"/api/compositions/{job}.mid")


def cut():
    with socket.create_connection(("127.0.0.1", given.port), timeout=10) as connection:
        connection.sendall(b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n"
                           b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nRIFF")


def client(number):
    mine = random.Random(f"{given.seed} {number}")
    while not ending.is_set():
        try:
            chosen = mine.random()
            if chosen < 0.25:
                what = ("speech", mine.choice(sorted(recordings))) if mine.random() < 0.6 else ("piece", mine.randrange(5))
                job = submit(what)
                if job:
                    accepted[job] = what
            elif chosen < 0.9:
                call("POST", "/v1/embeddings", json.dumps({"model": "all-MiniLM-L6-v2", "input": ["a cat", "two dogs"]}).encode())
            else:
                cut()
            time.sleep(mine.random())
        except (OSError, http.client.HTTPException):
            time.sleep(0.3)  # it is being killed, or not there yet


def start(log):
    return served.start(given.jar, given.port, scratch / "data", log, patience=600)  # beside so much else it starts slowly


def end(job):
    while True:
        state = json.loads(call("GET", f"/api/jobs/{job}")[1])
        if state["state"] not in ("queued", "running"):
            return state
        time.sleep(0.3)


with open(scratch / "server.log", "w") as log:
    server = start(log)
    clients = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(4)]
    for each in clients:
        each.start()
    for kill in range(given.kills):
        time.sleep(chance.uniform(given.seconds / 3, given.seconds))
        server.kill()
        server.wait()
        print(f"kill {kill + 1}: {len(accepted)} jobs accepted so far", flush=True)
        server = start(log)
    ending.set()
    for each in clients:
        each.join()
    ends = {job: end(job) for job in accepted}
    right = {}
    for what in set(accepted.values()):
        job = submit(what)
        end(job)
        right[what] = result(what, job)
    wrong = [(job, what, ends[job]["state"], ends[job].get("error")) for job, what in accepted.items()
             if ends[job]["state"] != "done" or result(what, job) != right[what]]
    temporary = [str(file) for file in (scratch / "data" / "temporary").rglob("*") if file.is_file()]
    server.terminate()
    server.wait()

print(json.dumps({"kills": given.kills, "accepted": len(accepted), "done_and_right": len(accepted) - len(wrong), "wrong": wrong,
                  "strange_answers": strange, "temporary_files": len(temporary), "log": log.name}))
sys.exit(1 if wrong or strange or temporary or not accepted else 0)
