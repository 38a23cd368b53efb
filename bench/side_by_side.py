#!/usr/bin/env python3
"""Runs the product and a peer on the same files, one after the other, and prints a table with the ratios.

    side_by_side.py TASK [--jar cli/target/polyhead.jar, or FOLDER/bin/polyhead of an installed copy] [--threads N] [--repeat N] WHAT...

    speech     FASTER_WHISPER_MODEL FILE...   each file by itself, greedy and with beam 5
    long       FASTER_WHISPER_MODEL FILE      one long file in batched windows, and the peer also window by window
    embed      CHECKPOINT TEXTS.txt           fp32 and int8
    generate   CHECKPOINT                     fp32 and int8
    pictures   CHECKPOINT FOLDER              fp32 and int8: decode, resize, encode; the product also indexes
    compose    PROGRAM.py CHECKPOINT          1,000 events of music, greedy as the peer does, and drawn

Run it with the interpreter that has the packages of requirements.txt. Lines of JSON go to the error output.
"""
import argparse
import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("task", choices=["speech", "long", "embed", "generate", "pictures", "compose"])
parser.add_argument("what", nargs="+")
parser.add_argument("--jar", default=os.path.join(here, "..", "cli", "target", "polyhead.jar"))
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeat", type=int, default=3)
parser.add_argument("--language", default="en")
given = parser.parse_args()


def lines(command):
    print("+", *command, file=sys.stderr)
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(out, end="", file=sys.stderr)
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def product(*arguments):
    times = ["--threads", str(given.threads), "--repeat", str(given.repeat), "--json"]
    command = ["java", "-jar", given.jar] if given.jar.endswith(".jar") else [given.jar]
    return lines([*command, "bench", *arguments, *times])[0]


def peer(script, *arguments):
    times = ["--threads", str(given.threads), "--repeat", str(given.repeat)]
    return lines([sys.executable, os.path.join(here, script), *arguments, *times])


rows = []
if given.task in ("speech", "long"):
    model, *files = given.what
    batched = given.task == "long"
    language = ["--language", given.language]
    others = {(line["beam"], False): line for line in peer("speech_peer.py", model, *files, *language)}
    if batched:
        others.update({(line["beam"], True): line for line in peer("speech_peer.py", model, *files, *language, "--batched")})
    for beam in (1, 5):
        size = ["--batch-size", "8"] if batched else []
        own = product("speech", *files, "--beam-size", str(beam), *language, *size)
        for (width, in_batches), other in others.items():
            if width == beam:
                name = f"{own['audio_seconds']:.0f} s of speech, beam {beam}"
                rows.append((name, own, other, "batched" if in_batches else "one window after the other"))
elif given.task == "compose":
    program, checkpoint = given.what
    other = peer("compose_peer.py", program, checkpoint)[0]
    for temperature in ("0", "0.9"):
        own = product("compose", "--model", checkpoint, "--temperature", temperature)
        rows.append((f"{own['events']} events, temperature {temperature}", own, other, "greedy"))
else:
    script, counted = {
        "embed": ("embeddings_peer.py", "texts"),
        "pictures": ("pictures_peer.py", "pictures"),
        "generate": ("generate_peer.py", "tokens"),
    }[given.task]
    checkpoint, *material = given.what
    other = peer(script, *given.what)[0]
    for precision in ("fp32", "int8"):
        what = [*material, "--model", checkpoint] if material else [checkpoint]
        own = product(given.task, *what, "--precision", precision)
        rows.append((f"{own[counted]} {counted}, {precision}", own, other, "fp32"))

print("| | Polyhead | peer | times as fast |\n|---|---|---|---|")
for name, own, other, how in rows:
    ratio = other["seconds"] / own["seconds"]
    print(f"| {name} | {own['seconds']:.2f} s | {other['peer']}, {how}: {other['seconds']:.2f} s | {ratio:.2f} |")
