"""A Hugging Face hub on loopback that offers model folders, for clients that would otherwise dial out.

It speaks what `huggingface_hub` and Polyhead ask for: the model's description, its references, its files by HEAD and by
GET with ranges, and a search. Large files are redirected to a second address, as the real hub does. It can misbehave:

    hub.py org/name=FOLDER... [--port 0] [--rate BYTES_PER_SECOND] [--misbehave WORD[,WORD...]]

`--misbehave` takes one word for each request of a large file, in order; the last is repeated:
good, cut, slow, corrupt, wrong-range, no-range, changed, 429, 500, 403.
"""

import argparse
import hashlib
import itertools
import json
import pathlib
import re
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = 'aaaabbbbccccddddeeeeffff0000111122223333'
CHUNK = 1 << 16


class Repository:
    """A folder as the hub describes it."""

    def __init__(self, name, folder):
        self.name = name
        self.files = {}
        for path in sorted(pathlib.Path(folder).rglob('*')):
            if path.is_file():
                self.files[path.relative_to(folder).as_posix()] = path
        self.hashes = {file: self.hash(path) for file, path in self.files.items()}

    def is_large(self, file):
        return file.endswith('.safetensors')

    def hash(self, path):
        data = path.read_bytes()
        if path.name.endswith('.safetensors'):
            return hashlib.sha256(data).hexdigest()
        return hashlib.sha1(b'blob %d\0' % len(data) + data).hexdigest()

    def describe(self):
        siblings = []
        for file, path in self.files.items():
            size = path.stat().st_size
            entry = {'rfilename': file, 'size': size, 'blobId': self.hashes[file]}
            if self.is_large(file):
                entry['blobId'] = hashlib.sha1(file.encode()).hexdigest()
                entry['lfs'] = {'sha256': self.hashes[file], 'size': size, 'pointerSize': 134}
            siblings.append(entry)
        return {
            '_id': '0', 'id': self.name, 'modelId': self.name, 'sha': COMMIT, 'private': False, 'gated': False,
            'disabled': False, 'downloads': 12, 'likes': 3, 'pipeline_tag': 'image-classification',
            'tags': ['safetensors', 'license:apache-2.0'], 'cardData': {'license': 'apache-2.0', 'language': 'en'},
            'siblings': siblings,
        }

    def tree(self):
        entries = []
        for file, path in self.files.items():
            size = path.stat().st_size
            entry = {'type': 'file', 'path': file, 'size': size, 'oid': self.hashes[file]}
            if self.is_large(file):
                entry['lfs'] = {'oid': self.hashes[file], 'size': size, 'pointerSize': 134}
            entries.append(entry)
        return entries


class Hub:
    """Answers on two ports: the hub's and its storage's."""

    def __init__(self, folders, port=0, rate=0, misbehave=('good',)):
        self.repositories = {name: Repository(name, folder) for name, folder in folders.items()}
        self.rate = rate
        self.words = itertools.chain(misbehave, itertools.repeat(misbehave[-1]))
        self.lock = threading.Lock()
        self.api = self.server(port)
        self.storage = self.server(0)
        self.endpoint = f'http://127.0.0.1:{self.api.server_port}'

    def server(self, port):
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_HEAD(self):
                hub.answer(self)

            def do_GET(self):
                hub.answer(self)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(('127.0.0.1', port), Handler)
        server.daemon_threads = True
        return server

    def start(self):
        for server in (self.api, self.storage):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        for server in (self.api, self.storage):
            server.shutdown()
            server.server_close()

    def answer(self, request):
        address = urllib.parse.urlsplit(request.path)
        path = urllib.parse.unquote(address.path)
        query = urllib.parse.parse_qs(address.query)
        if path == '/api/models':
            words = query.get('search', [''])[0]
            found = [each.describe() for name, each in self.repositories.items() if words in name]
            return self.send_json(request, found)
        described = re.fullmatch(r'/api/models/([^/]+/[^/]+?)(/revision/[^/]+|/refs|/tree/[^/]+)?', path)
        if described and described[1] in self.repositories:
            if described[2] == '/refs':
                return self.send_json(request, {'branches': [], 'tags': [], 'converts': [], 'pullRequests': []})
            if (described[2] or '').startswith('/tree/'):
                return self.send_json(request, self.repositories[described[1]].tree())
            return self.send_json(request, self.repositories[described[1]].describe())
        resolved = re.fullmatch(r'/([^/]+/[^/]+)/(resolve|storage)/[^/]+/(.+)', path)
        if resolved and resolved[1] in self.repositories and resolved[3] in self.repositories[resolved[1]].files:
            return self.send_file(request, self.repositories[resolved[1]], resolved[3], resolved[2] == 'storage')
        return self.send(request, 404, {'X-Error-Code': 'RepoNotFound'})

    def send_json(self, request, value):
        self.send(request, 200, {'Content-Type': 'application/json'}, json.dumps(value).encode())

    def send(self, request, status, headers, body=b''):
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header('Content-Length', str(len(body)))
        request.end_headers()
        if request.command == 'GET':
            request.wfile.write(body)

    def send_file(self, request, repository, file, stored):
        headers = {'X-Repo-Commit': COMMIT, 'ETag': f'"{repository.hashes[file]}"', 'Accept-Ranges': 'bytes'}
        if repository.is_large(file) and not stored:
            size = repository.files[file].stat().st_size
            target = f'http://localhost:{self.storage.server_port}/{repository.name}/storage/{COMMIT}/{file}'
            headers |= {'Location': target, 'X-Linked-Etag': headers['ETag'], 'X-Linked-Size': str(size)}
            return self.send(request, 302, headers)
        data = repository.files[file].read_bytes()
        word = 'good'
        if stored and request.command == 'GET':
            with self.lock:
                word = next(self.words)
        if word.isdigit():
            return self.send(request, int(word), {'Retry-After': '1'} if word == '429' else {})
        if word == 'corrupt':
            data = data[:-1] + bytes([data[-1] ^ 1])
        if word == 'changed':
            headers['ETag'] = '"other"'
        first, last, status = 0, len(data) - 1, 200
        asked = re.fullmatch(r'bytes=(\d+)-(\d*)', request.headers.get('Range', ''))
        if asked and word != 'no-range':
            first = int(asked[1]) + (1 if word == 'wrong-range' else 0)
            last = min(last, int(asked[2] or last))
            status = 206
            headers['Content-Range'] = f'bytes {first}-{last}/{len(data)}'
        body = data[first:last + 1]
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header('Content-Length', str(len(body)))
        request.end_headers()
        if request.command == 'GET':
            self.write(request, body, word)

    def write(self, request, body, word):
        rate = 20_000 if word == 'slow' else self.rate
        end = len(body) // 2 if word == 'cut' else len(body)
        try:
            for start in range(0, end, CHUNK):
                piece = body[start:min(end, start + CHUNK)]
                request.wfile.write(piece)
                if rate:
                    time.sleep(len(piece) / rate)
        except (BrokenPipeError, ConnectionResetError):
            pass
        if end < len(body):
            request.close_connection = True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('models', nargs='+', metavar='ID=FOLDER')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--rate', type=int, default=0, help='bytes per second of one connection')
    parser.add_argument('--misbehave', default='good')
    options = parser.parse_args()
    hub = Hub(dict(each.split('=', 1) for each in options.models), options.port, options.rate,
              options.misbehave.split(','))
    print('HF_ENDPOINT=' + hub.endpoint, flush=True)
    hub.start()
    threading.Event().wait()


if __name__ == '__main__':
    main()
