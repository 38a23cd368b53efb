#!/usr/bin/env python3
"""Counts the words that the product gets wrong, in fp32 and in int8, on recordings whose text is known.

    speech_accuracy.py JAR SPEECH_FOLDER [--beam-size 1] [--threads 2]

SPEECH_FOLDER holds manifest.jsonl: one object a line with `file`, `label` (what is said) and `lang`. Both sides are compared
in lower case without punctuation. Prints a line of JSON for each group of recordings and each precision.
"""
import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import unicodedata

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("jar")
parser.add_argument("speech", type=pathlib.Path)
parser.add_argument("--beam-size", default="1")
parser.add_argument("--threads", default="2")
parser.add_argument("--folders", nargs="+", default=["en", "multi", "noise"])
given = parser.parse_args()


def words(text):
    return re.sub(r"[^\w' ]", " ", unicodedata.normalize("NFKC", text).lower()).split()


def edits(said, heard):
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(diagonal + (word != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]


labelled = [json.loads(line) for line in (given.speech / "manifest.jsonl").open(encoding="utf-8")]
labelled = [each for each in labelled if each.get("label") and not each["file"].endswith(".raw") and each["file"].split("/")[0] in given.folders]
for each in labelled:
    each.setdefault("lang", "en")
for precision in ("fp32", "int8"):
    with tempfile.TemporaryDirectory() as folder:
        for language in sorted({each["lang"] for each in labelled}):
            links = {}
            for number, each in enumerate(each for each in labelled if each["lang"] == language):
                link = pathlib.Path(folder) / f"{language}{number}{pathlib.Path(each['file']).suffix}"
                link.symlink_to((given.speech / each["file"]).resolve())
                links[link] = each
            subprocess.run(["java", "-jar", given.jar, "transcribe", *links, "--language", language, "--format", "text",
                            "--output-dir", folder, "--quiet", "--precision", precision, "--threads", given.threads,
                            "--beam-size", given.beam_size], check=True, stderr=subprocess.DEVNULL)
            for link, each in links.items():
                each[precision] = link.with_suffix(".txt").read_text(encoding="utf-8").strip()
for group in [*given.folders, "all"]:
    chosen = [each for each in labelled if group in ("all", each["file"].split("/")[0])]
    for precision in ("fp32", "int8"):
        said = sum(len(words(each["label"])) for each in chosen)
        wrong = sum(edits(words(each["label"]), words(each[precision])) for each in chosen)
        print(json.dumps({"group": group, "precision": precision, "beam": int(given.beam_size), "recordings": len(chosen),
                          "words": said, "wrong": wrong, "word_error_rate": round(100 * wrong / said, 2)}), flush=True)
for each in labelled:
    if words(each["fp32"]) != words(each["int8"]):
        print(json.dumps({"file": each["file"], "fp32": each["fp32"], "int8": each["int8"]}, ensure_ascii=False), flush=True)
