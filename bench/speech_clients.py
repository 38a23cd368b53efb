#!/usr/bin/env python3
"""Asks a running suite from many sides at once: is every answer the one a client alone gets, and does anybody starve?

    speech_clients.py http://127.0.0.1:8080 LONG_FILE [--clients 16] [--rounds 3] [--beam-size 1]

Every client sends the samples of samples/speech in an order of its own. Then one long file is sent, and a clip of three seconds every
few seconds behind it. Prints a line of JSON for each part; ends with 1 if an answer differed.
"""
import argparse
import concurrent.futures
import http.client
import json
import pathlib
import random
import sys
import threading
import time
import urllib.parse

from load import SAMPLES, multipart

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url")
parser.add_argument("long_file", type=pathlib.Path)
parser.add_argument("--clients", type=int, default=16)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--beam-size", default="1")
parser.add_argument("--batch-size", default="8", help="of the long file")
given = parser.parse_args()
address = urllib.parse.urlsplit(given.url)


def ask(content, **fields):
    """The text, and how long it took."""
    body, kind = multipart({"model": "whisper-1", "beam_size": given.beam_size, **fields},
                           {"file": ("recording", content)})
    connection = http.client.HTTPConnection(address.hostname, address.port or 80, timeout=1800)
    begun = time.perf_counter()
    try:
        connection.request("POST", "/v1/audio/transcriptions", body, {"Content-Type": kind})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {text}")
        return json.loads(text)["text"], time.perf_counter() - begun
    finally:
        connection.close()


def spread(seconds):
    ordered = sorted(seconds)
    return {"fastest": round(ordered[0], 2), "median": round(ordered[len(ordered) // 2], 2), "slowest": round(ordered[-1], 2)}


clips = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("speech/*.flac"))}
alone = {name: ask(content) for name, content in clips.items()}
alone = {name: ask(content) for name, content in clips.items()}  # once more, now that everything is loaded


def client(number):
    order = list(clips) * given.rounds
    random.Random(number).shuffle(order)
    return [(name, *ask(clips[name])) for name in order]


begun = time.perf_counter()
with concurrent.futures.ThreadPoolExecutor(given.clients) as pool:
    answers = [answer for each in pool.map(client, range(given.clients)) for answer in each]
wrong = [(name, text, alone[name][0]) for name, text, _ in answers if text != alone[name][0]]
print(json.dumps({"clients": given.clients, "requests": len(answers), "wrong": len(wrong),
                  "alone_seconds": spread([took for _, took in alone.values()]),
                  "together_seconds": spread([took for _, _, took in answers]),
                  "requests_per_second": round(len(answers) / (time.perf_counter() - begun), 2)}), flush=True)
for name, text, expected in wrong[:5]:
    print(json.dumps({"file": name, "alone": expected, "together": text}, ensure_ascii=False))

content = given.long_file.read_bytes()
took = {}
runner = threading.Thread(target=lambda: took.update(long=ask(content, batch_size=given.batch_size)[1]))
begun = time.perf_counter()
runner.start()
waits = []
short = min(clips.values(), key=len)
time.sleep(2)
while runner.is_alive():
    waits.append(ask(short)[1])
    time.sleep(1)
runner.join()
print(json.dumps({"long_file_seconds": round(took["long"], 1), "clips_meanwhile": len(waits),
                  **({"clip_seconds": spread(waits)} if waits else {})}), flush=True)
sys.exit(1 if wrong else 0)
