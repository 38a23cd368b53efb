"""Starts a server on a data folder that is kept, and waits until it is ready."""
import subprocess
import sys
import time
import urllib.request


def start(jar, port, data, log, *more, patience=120):
    """The process of a server that answers; ends the program where there is none after PATIENCE seconds."""
    server = subprocess.Popen(["java", "-jar", jar, "serve", "--port", str(port), "--data-dir", str(data), *more], stdout=log, stderr=log)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/actuator/health/readiness", timeout=60):
                return server
        except OSError:
            if server.poll() is not None:
                sys.exit(f"The server ended with {server.returncode}: see {log.name}")
            time.sleep(0.1)
    sys.exit(f"The server did not get ready within {patience} s: see {log.name}")
