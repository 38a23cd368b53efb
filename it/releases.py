#!/usr/bin/env python3
"""Compares every library of the bill of materials with what Maven Central has released since.

    releases.py cli/target/polyhead-sbom.json [--repository https://repo.maven.apache.org/maven2]

A mended weakness comes as a release of the same line (the same first two numbers of the version). Prints each library that has a newer one
there, and exits with 1 if there is any. Databases of weaknesses say more: give the same file to osv-scanner, grype or Dependency-Track.
"""
import argparse
import concurrent.futures
import json
import re
import urllib.error
import urllib.request
import xml.etree.ElementTree

FINAL = re.compile(r"\d+(\.\d+)*([.-](final|release|ga|jre|\d+))*$", re.IGNORECASE)


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def released(repository, group, name):
    address = f"{repository}/{group.replace('.', '/')}/{name}/maven-metadata.xml"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return [each.text for each in xml.etree.ElementTree.parse(answer).iter("version")]
    except urllib.error.HTTPError:
        return []


def newer(repository, component):
    group, name, version = component
    there = released(repository, group, name)
    line = [each for each in there if FINAL.match(each) and numbers(each)[:2] == numbers(version)[:2]]
    best = max(line, key=numbers, default=version)
    return f"{group}:{name}", version, best if numbers(best) > numbers(version) else None, bool(there)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sbom")
    parser.add_argument("--repository", default="https://repo.maven.apache.org/maven2")
    options = parser.parse_args()
    with open(options.sbom) as file:
        listed = {(each.get("group"), each["name"], each["version"]) for each in json.load(file)["components"]}  # a jar a platform
    components = sorted(each for each in listed if each[0] not in (None, "dev.polyhead"))
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda each: newer(options.repository, each), components))
    behind = [(name, version, best) for name, version, best, _ in found if best]
    for name, version, best in sorted(behind):
        print(f"{name} {version}: {best} is there")
    for name, _, _, known in sorted(found):
        if not known:
            print(f"{name}: the repository does not say what there is")
    print(f"{len(found)} libraries, {len(behind)} with a newer release of their line")
    return 1 if behind else 0


if __name__ == "__main__":
    raise SystemExit(main())
