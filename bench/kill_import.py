#!/usr/bin/env python3
"""Kills a server again and again (kill -9) while it imports pictures, and then counts: each picture must be there exactly once.

    kill_import.py JAR FOLDER [--pictures 2000] [--kills 20] [--port 18137] [--seed 1]

The pictures of FOLDER are copied, with a few bytes behind their end, until there are as many as wanted: each has its own
hash. After each start the collection must open and answer a search, also while the import goes on by itself. A kill comes
at a random moment after the import goes on: what an import did is committed every two seconds, so that some kills lose
all that was done since the last, and some do not. The answer says how many kills met the import at work.
"""
import argparse
import hashlib
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time
import urllib.request

import served

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("jar")
parser.add_argument("folder")
parser.add_argument("--pictures", type=int, default=2000)
parser.add_argument("--kills", type=int, default=20)
parser.add_argument("--longest-pause", type=float, default=5, help="seconds of importing before a kill, at most")
parser.add_argument("--port", type=int, default=18137)
parser.add_argument("--seed", type=int, default=1)
given = parser.parse_args()

base = f"http://127.0.0.1:{given.port}"
collection = "/api/collections/killed"
chance = random.Random(given.seed)
scratch = pathlib.Path(tempfile.mkdtemp(prefix="polyhead-kill-"))
pictures = scratch / "pictures"


def fill():
    sources = sorted(p for p in pathlib.Path(given.folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    ids = set()
    for i in range(given.pictures):
        source = sources[i % len(sources)]
        content = source.read_bytes() + i.to_bytes(4, "big")
        file = pictures / f"{i // 100:03}" / f"{i:05}{source.suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        ids.add(hashlib.sha256(content).hexdigest()[:24])
    return ids


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def start(log):
    return served.start(given.jar, given.port, scratch / "data", log, "--set", f"polyhead.pictures.roots={scratch}")


def size():
    return call("GET", collection)["size"]


def searched():
    return len(call("GET", collection + "/search?q=a%20car&limit=3")["items"])


def at_work():
    """Whether the import has come past what it found when it went on; the model is loaded then."""
    state = call("GET", f"/api/jobs/{job}")
    if state["state"] not in ("queued", "running", "done"):
        sys.exit(f"The import is {state['state']}: {state['error']}")
    return state["state"] == "running" and " of " in (state["message"] or "")


def wait_until_it_goes_on():
    """A kill that met nobody at work would prove nothing."""
    for _ in range(1800):
        if at_work() or call("GET", f"/api/jobs/{job}")["state"] == "done":
            return
        time.sleep(0.1)
    sys.exit("The import did not go on within three minutes of the start.")


wanted = fill()
with open(scratch / "server.log", "w") as log:
    server = start(log)
    call("POST", "/api/collections", {"name": "killed"})
    job = call("POST", collection + "/import", {"path": str(pictures)})["id"]
    sizes = []
    met = 0
    for _ in range(given.kills):
        wait_until_it_goes_on()
        time.sleep(chance.uniform(0.3, given.longest_pause))
        met += at_work()
        server.kill()
        server.wait()
        server = start(log)
        there = size()
        found = searched()
        if there > 3 and found != 3:
            sys.exit(f"{there} pictures are there after a kill, but a search finds {found}.")
        sizes.append(there)
    while call("GET", f"/api/jobs/{job}")["state"] in ("queued", "running"):
        time.sleep(0.5)
    state = call("GET", f"/api/jobs/{job}")
    listed = []
    page = 0
    while len(listed) < size():
        listed += call("GET", f"{collection}/images?limit=500&page={page}")["items"]
        page += 1
    server.terminate()
    server.wait()

ids = [item["id"] for item in listed]
files = [file for item in listed for file in item["files"]]
print(json.dumps({
    "kills": given.kills, "at_work": met, "pictures": len(wanted), "sizes_after_kills": sizes, "job": state["state"],
    "result": state.get("result"), "error": state.get("error"), "listed": len(ids), "twice": len(ids) - len(set(ids)),
    "missing": len(wanted - set(ids)), "strange": len(set(ids) - wanted), "files_twice": len(files) - len(set(files))}))
good = state["state"] == "done" and len(ids) == len(set(ids)) and set(ids) == wanted and len(files) == len(wanted)
if good:
    shutil.rmtree(scratch)
sys.exit(0 if good else 1)
