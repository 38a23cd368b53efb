"""Do Polyhead and Hugging Face's own client share one cache? Each reads what the other has fetched.

    hub_cache.py JAR MODEL_FOLDER

Everything comes from a hub on loopback (hub.py).
"""

import os
import pathlib
import subprocess
import sys
import tempfile

from hub import COMMIT, Hub

JAR, FOLDER = sys.argv[1:3]
CHECKS = 0


def check(what, holds):
    global CHECKS
    CHECKS += 1
    if not holds:
        sys.exit(f'NOT SO: {what}')
    print(f'  {what}')


def polyhead(*arguments, **environment):
    done = subprocess.run(['java', '-jar', JAR, 'models', *arguments], capture_output=True, text=True,
                          env=os.environ | environment)
    return done.returncode, done.stdout + done.stderr


hub = Hub({'org/one': FOLDER, 'org/two': FOLDER}).start()
home = pathlib.Path(tempfile.mkdtemp())
os.environ |= {'HF_ENDPOINT': hub.endpoint, 'HF_HOME': str(home), 'POLYHEAD_DATA_DIR': str(home / 'data'),
               'HF_HUB_DISABLE_TELEMETRY': '1', 'HF_HUB_DISABLE_XET': '1'}

from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download  # noqa: E402  reads the variables above

status, said = polyhead('pull', 'org/one')
check('polyhead models pull fetches', status == 0)
snapshot = pathlib.Path(snapshot_download('org/one', local_files_only=True))
check('Python finds the snapshot without the network', snapshot.name == COMMIT)
weights = (snapshot / 'model.safetensors').read_bytes()
check('and its weights are those of the hub', weights == pathlib.Path(FOLDER, 'model.safetensors').read_bytes())
scanned = scan_cache_dir()
check('its cache scanner has no complaints', not scanned.warnings and [each.repo_id for each in scanned.repos] == ['org/one'])
before = (snapshot / 'model.safetensors').resolve().stat().st_mtime_ns
hf_hub_download('org/one', 'model.safetensors')
check('and with the network it does not fetch again',
      (snapshot / 'model.safetensors').resolve().stat().st_mtime_ns == before)

snapshot_download('org/two', allow_patterns=['*.json', '*.safetensors', '*.txt'])
status, said = polyhead('list')
check('polyhead models list shows what Python fetched', status == 0 and 'org/two' in said)
status, said = polyhead('verify', 'org/two', '--files-only')
check('and verifies it by the names of its blobs', status == 0 and 'intact  org/two/model.safetensors' in said)
status, said = polyhead('pull', 'org/two')
check('pulling it again fetches only what was left out', status == 0)
hub.stop()
status, said = polyhead('pull', 'org/one', POLYHEAD_OFFLINE='1')
check('offline says so', status == 1 and 'POLYHEAD_OFFLINE' in said)
status, said = polyhead('verify', 'org/one')
check('a fetched model is checked without the network', status == 0 and 'alike' in said)
status, said = polyhead('remove', 'org/one')
check('and removed', status == 0 and [each.repo_id for each in scan_cache_dir().repos] == ['org/two'])
print(f'{CHECKS} checks of the shared cache hold')
