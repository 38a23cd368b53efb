// The page Transcribe before there is a transcript: choose, drop or record, and send.

import { clock, onDrop, onKey, setCurl } from './frame.js';
import { Recorder, missing } from './recorder.js';

const page = document.getElementById('transcribe');
const form = document.getElementById('input');
const sending = document.getElementById('sending');
const failed = document.getElementById('failed');
const find = (id) => document.getElementById(id);

let request = null;
let recorder = null;
let lastFile = null;

function show(view) {
  form.hidden = view === sending || view === failed;
  sending.hidden = view !== sending;
  failed.hidden = view !== failed;
  document.querySelectorAll('.samples, .welcome, .curl').forEach((part) => {
    part.hidden = view !== form;
  });
}

function fail(text) {
  find('failed-text').textContent = text;
  show(failed);
  find('failed-again').focus();
}

/** Sends a recording and goes to its page; the browser tells how much of it has left. */
function send(file) {
  lastFile = file;
  const data = new FormData(form);
  data.delete('_csrf');
  data.set('file', file, file.name);
  find('sending-name').textContent = file.name;
  find('sending-progress').value = 0;
  find('sending-status').textContent = sending.dataset.uploading;
  show(sending);
  request = new XMLHttpRequest();
  request.open('POST', '/api/transcriptions');
  request.responseType = 'json';
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable) return;
    find('sending-progress').value = event.loaded / event.total;
    find('sending-status').textContent = `${sending.dataset.uploading} · ${Math.round((100 * event.loaded) / event.total)} %`;
  });
  request.addEventListener('load', () => {
    if (request.status === 202) {
      location.assign(`/transcriptions/${request.response.id}`);
    } else {
      fail(request.response?.detail ?? `${request.status}`);
    }
  });
  request.addEventListener('error', () => fail(document.getElementById('toasts').dataset.failed));
  request.send(data);
}

async function record() {
  const why = missing();
  if (why) {
    explainMicrophone(why);
    return;
  }
  recorder = new Recorder(find('level'), (seconds) => {
    find('recording-time').textContent = clock(seconds);
  });
  try {
    await recorder.start();
  } catch (error) {
    recorder = null;
    explainMicrophone(error.name === 'NotAllowedError' ? 'refused' : 'none');
    return;
  }
  find('drop').hidden = true;
  find('recording').hidden = false;
  find('recording-stop').focus();
}

async function stopRecording() {
  const file = await recorder.stop();
  endRecording();
  if (file) send(file);
}

function endRecording() {
  recorder = null;
  find('recording').hidden = true;
  find('drop').hidden = false;
}

function explainMicrophone(why) {
  const note = find('no-microphone');
  note.textContent = note.dataset[why];
  note.hidden = false;
}

function cancel() {
  if (recorder) {
    recorder.discard();
    endRecording();
    find('record').focus();
  } else if (!sending.hidden) {
    request?.abort();
    show(form);
    find('file').focus();
  } else if (!failed.hidden) {
    show(form);
  }
}

function showCurl() {
  const fields = [...new FormData(form).entries()].filter(
    ([name, value]) => !['_csrf', 'file', 'word_timestamps'].includes(name) && value !== '' && !(name === 'language' && value === 'auto'),
  );
  const translate = fields.some(([name, value]) => name === 'task' && value === 'translate');
  const path = translate ? 'translations' : 'transcriptions';
  const shown = fields.filter(([name]) => name !== 'task').map(([name, value]) => `-F '${name}=${value.replaceAll("'", "'\\''")}'`);
  setCurl(page, `curl ${location.origin}/v1/audio/${path} -F file=@recording.wav ${shown.join(' ')} -F response_format=verbose_json`);
}

find('file').addEventListener('change', (event) => {
  if (event.target.files.length > 0) send(event.target.files[0]);
});
find('record').addEventListener('click', record);
find('recording-stop').addEventListener('click', stopRecording);
find('recording-discard').addEventListener('click', cancel);
find('cancel').addEventListener('click', cancel);
find('failed-again').addEventListener('click', () => (lastFile ? send(lastFile) : show(form)));
find('failed-other').addEventListener('click', () => show(form));
form.addEventListener('change', showCurl);
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('polyhead:cancel', cancel);
onDrop((files) => {
  if (!recorder && sending.hidden) send(files[0]);
});
onKey('r', find('key-words').dataset.record, () => (recorder ? stopRecording() : record()));
showCurl();
// Coming back with the browser's button, the page is as it was left: sending.
window.addEventListener('pageshow', () => {
  find('file').value = '';
  show(form);
});
