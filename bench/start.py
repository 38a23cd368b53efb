#!/usr/bin/env python3
"""Measures how long the suite takes to start: until its first page, its first transcript, and how much memory it has at rest.

    start.py [--port 8091] COMMAND...     such as: start.py java -jar cli/target/polyhead.jar

Starts `COMMAND serve` on an empty data folder, asks until it answers, stops it, and prints one line of JSON. The processor's seconds stand
beside those of the clock, because they depend less on what else runs. Run it from the root of the source tree: the models are found there.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

SPEECH = pathlib.Path(__file__).resolve().parent.parent / "samples/speech/en.flac"
PATIENCE_S = 300


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 1)


def resident_mb(pid):
    return int(pathlib.Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) // 1024


def first_page(server, url, start):
    while time.monotonic() - start < PATIENCE_S:
        if server.poll() is not None:
            raise SystemExit(f"The server ended with {server.returncode} before it answered.")
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as error:
            raise SystemExit(f"The first page was answered with {error.code}.")
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"No page within {PATIENCE_S} seconds.")


def transcript(url):
    boundary = uuid.uuid4().hex
    body = (f'--{boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-base\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="en.flac"\r\n\r\n').encode()
    body += SPEECH.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(f"{url}/v1/audio/transcriptions", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)["text"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    url = f"http://127.0.0.1:{given.port}"
    with tempfile.TemporaryDirectory() as data:
        start = time.monotonic()
        server = subprocess.Popen([*given.command, "serve", "--port", str(given.port), "--data-dir", data], stdout=subprocess.DEVNULL,
                                  env={**os.environ, "POLYHEAD_RESTARTS": "0"})  # the server itself, not a shell that watches it
        try:
            first_page(server, url + "/", start)
            measured = {"first page s": round(time.monotonic() - start, 1), "first page processor s": processor_seconds(server.pid)}
            time.sleep(5)
            measured["resident at rest MB"] = resident_mb(server.pid)
            asked = time.monotonic()
            transcript(url)
            measured["first transcript s"] = round(time.monotonic() - asked, 1)
            measured["all processor s"] = processor_seconds(server.pid)
        finally:
            server.terminate()
            server.wait(60)
    measured["start to first transcript s"] = round(measured["first page s"] + measured["first transcript s"], 1)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
