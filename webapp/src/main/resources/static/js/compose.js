// The page Compose: what to continue, the request, the notes as they come, and the player.
import { onKey, onDrop, toast, copy, setCurl, problemOf, clock, number, showAges } from './frame.js';
import { remember } from './history.js';
import { Player } from './compose-piano.js';
import { Roll } from './compose-roll.js';

const page = document.getElementById('compose');
const words = page.dataset;
const at = (id) => document.getElementById(id);
const form = at('compose-form');

/** One entry a candidate: its notes, its roll, and whether it is complete. */
let pieces = [];
let chosen = 0;
let job = null;
let stream = null;
let primer = null;
let lines = { on: false, of: null };
const player = new Player(showPlayer);

// ---- what to continue

function setPrimer(file, name) {
  primer = file;
  at('primer-name').textContent = file ? name : words.none;
  at('primer-clear').hidden = !file;
  if (!file) at('primer').value = '';
  showCurl();
}

at('primer').addEventListener('change', (event) => {
  const [file] = event.target.files;
  setPrimer(file ?? null, file?.name);
});
at('primer-clear').addEventListener('click', () => setPrimer(null));
onDrop(([file]) => setPrimer(file, file.name));

/** The first bars of Beethoven's Ode to Joy as a MIDI file, a tick for each millisecond. */
function tune() {
  const pitches = [64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62];
  const lengths = [400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 600, 200, 800];
  const length = (value) => (value < 128 ? [value] : [0x80 | (value >> 7), value & 127]);
  const events = [0, 0xff, 0x51, 3, 0x06, 0x1a, 0x80];
  pitches.forEach((pitch, i) => events.push(0, 0x90, pitch, 80, ...length(lengths[i]), 0x80, pitch, 0));
  events.push(0, 0xff, 0x2f, 0);
  const text = (letters) => [...letters].map((letter) => letter.charCodeAt(0));
  const bytes = [...text('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0x90, ...text('MTrk'), 0, 0, events.length >> 8, events.length & 255, ...events];
  return new File([Uint8Array.from(bytes)], 'ode-to-joy.mid', { type: 'audio/midi' });
}

at('sample').addEventListener('click', () => setPrimer(tune(), 'ode-to-joy.mid'));

let recorder = null;

async function hum() {
  if (recorder) {
    recorder.stop();
    return;
  }
  if (!window.isSecureContext || !navigator.mediaDevices) {
    explain(words.insecure);
    return;
  }
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  } catch {
    explain(words.denied);
    return;
  }
  explain('');
  const parts = [];
  recorder = new MediaRecorder(sound);
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
  const begun = Date.now();
  const count = setInterval(() => {
    at('primer-name').textContent = `${words.listening} ${clock((Date.now() - begun) / 1000)}`;
    if (Date.now() - begun > 60_000) recorder?.stop();
  }, 200);
  recorder.addEventListener('stop', () => {
    clearInterval(count);
    sound.getTracks().forEach((track) => track.stop());
    const type = recorder.mimeType || 'audio/webm';
    recorder = null;
    showHum(false);
    setPrimer(new File(parts, type.includes('ogg') ? 'hum.ogg' : type.includes('mp4') ? 'hum.m4a' : 'hum.webm', { type }), `${words.hum} (${clock((Date.now() - begun) / 1000)})`);
  });
  recorder.start();
  showHum(true);
}

function showHum(on) {
  at('hum').setAttribute('aria-pressed', on);
  at('hum').querySelector('span').textContent = on ? words.humstop : words.hum;
}

function explain(text) {
  at('hum-why').textContent = text;
  at('hum-why').hidden = !text;
}

at('hum').addEventListener('click', hum);

// ---- the request

function fields() {
  const given = {};
  for (const name of ['model', 'seconds', 'temperature', 'key', 'tempo', 'seed', 'candidates']) {
    const value = form.elements[name].value;
    if (value !== '' && !(name === 'candidates' && value === '1')) given[name] = value;
  }
  return given;
}

function showCurl(extra = {}) {
  const given = { ...fields(), ...extra };
  const url = `${location.origin}/api/compositions`;
  setCurl(
    page,
    primer
      ? `curl -X POST ${url} -F primer=@${primer.name}${Object.entries(given).map(([name, value]) => ` -F '${name}=${value}'`).join('')}`
      : `curl -X POST ${url} -H 'Content-Type: application/json' -d '${JSON.stringify(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ['model', 'key', 'from'].includes(name) ? value : Number(value)])))}'`,
  );
}

async function compose(extra = {}) {
  if (job) return;
  if (at('listen').checked) player.wake();
  fail('');
  const given = { ...fields(), ...extra };
  const body = new FormData();
  Object.entries(given).forEach(([name, value]) => body.append(name, value));
  if (primer && !extra.from) body.append('primer', primer, primer.name);
  showCurl(extra);
  busy(true, words.loading);
  let response;
  try {
    response = await fetch('/api/compositions', { method: 'POST', body });
  } catch (error) {
    busy(false);
    fail(String(error.message));
    return;
  }
  if (!response.ok) {
    busy(false);
    fail(await problemOf(response));
    return;
  }
  const submitted = await response.json();
  begin(Number(given.candidates ?? 1), Number(given.seconds ?? 20));
  follow(submitted.id);
  refreshRecent();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (form.reportValidity()) compose();
});
form.addEventListener('input', () => showCurl());
at('cancel').addEventListener('click', cancel);
document.addEventListener('polyhead:cancel', cancel);

function cancel() {
  if (recorder) recorder.stop();
  else if (job) fetch(`/api/jobs/${job}`, { method: 'DELETE' });
}

function busy(on, text = '') {
  at('submit').disabled = on;
  at('cancel').hidden = !on;
  at('working').hidden = !on;
  at('working-text').textContent = text;
  at('progress').value = 0;
}

function fail(text) {
  at('error').hidden = !text;
  at('error-text').textContent = text;
}

// ---- the notes as they come

function begin(count, seconds) {
  player.pause();
  if (at('empty')) at('empty').hidden = true;
  at('result').hidden = false;
  at('downloads').hidden = true;
  at('after').hidden = true;
  at('summary').textContent = '';
  at('warnings').textContent = '';
  lines = { on: false, of: null };
  showAttention();
  at('rolls').replaceChildren();
  at('rolls').classList.toggle('several', count > 1);
  pieces = Array.from({ length: count }, (_, i) => {
    const frame = document.createElement('div');
    frame.className = 'compose-roll';
    const canvas = document.createElement('canvas');
    const name = words.named.replace('{n}', i + 1);
    if (count > 1) {
      const label = document.createElement('p');
      label.className = 'compose-name';
      label.textContent = name;
      frame.append(label);
    }
    frame.append(canvas);
    at('rolls').append(frame);
    const piece = { notes: [], open: new Map(), seconds: 0, given: 0, wanted: seconds, frame };
    piece.roll = new Roll(canvas, count > 1 ? `${words.roll}, ${name}` : words.roll, (time) => seek(i, time));
    piece.roll.piece = piece;
    return piece;
  });
  choose(0);
}

function choose(index) {
  chosen = index;
  pieces.forEach((piece, i) => {
    piece.frame.classList.toggle('chosen', i === index);
    piece.roll.lines = null;
    piece.roll.draw();
  });
  lines.of = null;
  player.load(pieces[index].notes);
  player.growing = job != null;
  showDone();
}

function seek(index, time) {
  if (index !== chosen) choose(index);
  player.seek(time);
  if (lines.on && !player.playing) loadAttention();
}

function hear({ time, type, note, velocity, candidate = 0 }) {
  const piece = pieces[candidate];
  if (!piece) return;
  if (type === 'note_on') {
    const struck = { note, velocity, start: time, end: null };
    piece.notes.push(struck);
    piece.open.set(note, struck);
  } else if (piece.open.has(note)) {
    piece.open.get(note).end = time;
    piece.open.delete(note);
  }
  piece.seconds = Math.max(piece.seconds, time);
  piece.roll.draw();
}

function follow(id) {
  job = id;
  player.growing = true;
  stream = new EventSource(`/api/jobs/${id}/events`);
  stream.addEventListener('note', (event) => {
    hear(JSON.parse(event.data));
    if (at('listen').checked && !player.playing && pieces[chosen].seconds > 0.5 && player.position === 0) player.play();
  });
  stream.addEventListener('restart', (event) => {
    const { candidate = 0, reason } = JSON.parse(event.data);
    const piece = pieces[candidate];
    piece.notes.length = 0;
    piece.open.clear();
    piece.seconds = 0;
    if (candidate === chosen) player.seek(0);
    toast(`${words.restarted} ${reason}`);
  });
  stream.addEventListener('progress', (event) => {
    at('progress').value = JSON.parse(event.data).progress;
    const notes = pieces.reduce((sum, piece) => sum + piece.notes.length, 0);
    const seconds = Math.max(...pieces.map((piece) => piece.seconds));
    const soFar = words.sofar.replace('{notes}', number(notes)).replace('{seconds}', number(seconds, 1));
    at('working-text').textContent = `${words.working}: ${soFar}`;
  });
  stream.addEventListener('job', (event) => stand(JSON.parse(event.data)));
}

async function stand(state) {
  if (!['done', 'failed', 'cancelled', 'paused'].includes(state.state)) return;
  stream?.close();
  job = null;
  player.growing = false;
  busy(false);
  refreshRecent();
  if (state.state === 'done') {
    await load(state);
  } else if (state.state === 'failed') {
    fail(state.error);
  } else {
    at('summary').textContent = words.cancelled;
  }
}

/** Replaces what was heard by what is kept. */
async function load(state) {
  if (pieces.length !== state.result.candidates.length) begin(state.result.candidates.length, state.result.seconds);
  await Promise.all(pieces.map(async (piece, i) => {
    const response = await fetch(`/api/compositions/${state.id}.json?candidate=${i}`);
    if (!response.ok) {
      fail(await problemOf(response));
      return;
    }
    const kept = await response.json();
    const known = new Map(piece.notes.map((note) => [`${note.note}@${note.start.toFixed(3)}`, note]));
    const fresh = kept.notes.map((note) => {
      const same = known.get(`${note.note}@${note.time.toFixed(3)}`);
      const end = note.time + note.duration;
      return same ? Object.assign(same, { end }) : { note: note.note, velocity: note.velocity, start: note.time, end };
    });
    piece.notes.splice(0, piece.notes.length, ...fresh);
    piece.open.clear();
    Object.assign(piece, { seconds: kept.seconds, given: kept.given, wanted: kept.seconds, kept, id: state.id, took: state.result.tookSeconds, count: pieces.length });
    piece.roll.draw();
  }));
  if (location.pathname !== `/compose/${state.id}`) history.replaceState(null, '', `/compose/${state.id}`);
  remember('compose', `/compose/${state.id}`, state.title);
  showDone();
}

function showDone() {
  showPlayer();
  const piece = pieces[chosen];
  const done = piece?.kept != null;
  at('downloads').hidden = !done;
  at('after').hidden = !done;
  if (!done) return;
  const { kept, id } = piece;
  const summary = words.summary
    .replace('{notes}', number(kept.notes.length))
    .replace('{seconds}', number(kept.seconds, 1))
    .replace('{key}', keyName(kept.key))
    .replace('{seed}', kept.seed);
  const made = pieces.reduce((sum, each) => sum + each.seconds - each.given, 0);
  const took = words.took.replace('{took}', number(piece.took, 1)).replace('{factor}', number(made / Math.max(0.05, piece.took)));
  at('summary').textContent = `${summary} · ${took}`;
  at('warnings').textContent = kept.warnings.join(' ');
  for (const kind of ['mid', 'wav', 'json']) {
    at({ mid: 'midi', wav: 'wav', json: 'json' }[kind]).href = `/api/compositions/${id}.${kind}?candidate=${chosen}`;
  }
  at('notes-text').textContent = kept.notes
    .map((note) => `${note.time.toFixed(2).padStart(8)} s  ${name(note.note).padEnd(4)} ${note.duration.toFixed(2)} s`)
    .join('\n');
}

/** The key as the page's language calls it. */
function keyName(key) {
  return [...at('key').options].find((option) => option.value === key)?.textContent ?? key;
}

function name(note) {
  return `${['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'][note % 12]}${Math.floor(note / 12) - 1}`;
}

// ---- the player

function showPlayer() {
  const now = player.now();
  const piece = pieces[chosen];
  if (!piece) return;
  piece.roll.position = Math.min(now, Math.max(piece.seconds, 0));
  piece.roll.lines = lines.on ? lines.of : null;
  piece.roll.draw();
  at('clock').textContent = `${clock(piece.roll.position)} / ${clock(piece.seconds)}`;
  followAttention();
  page.dataset.playing = player.playing;
  page.dataset.audioTime = player.context?.currentTime ?? 0;
  at('play').setAttribute('aria-label', player.playing ? words.pause : words.play);
  at('play').querySelector('use').setAttribute('href', `/icons.svg#${player.playing ? 'pause' : 'play'}`);
}

function toggle() {
  if (pieces.length === 0) return;
  if (player.playing) player.pause();
  else player.play();
}

at('play').addEventListener('click', toggle);
at('begin').addEventListener('click', () => player.seek(0));
at('loop').addEventListener('click', () => {
  player.loop = !player.loop;
  at('loop').setAttribute('aria-pressed', player.loop);
});
at('volume').addEventListener('input', (event) => {
  player.volume = Number(event.target.value);
});
player.volume = Number(at('volume').value);
at('continue').addEventListener('click', () => {
  const piece = pieces[chosen];
  const moment = player.now() > 0.05 ? Math.min(player.now(), piece.seconds) : piece.seconds;
  compose({ from: piece.id, at: moment.toFixed(2), candidate: chosen, candidates: fields().candidates ?? 1 });
});
at('link').addEventListener('click', () => copy(location.href));

// ---- attention

function showAttention() {
  at('attention').setAttribute('aria-pressed', lines.on);
  at('attention-about').hidden = !lines.on;
}

/** While a piece plays, the lines follow it, one request after the other. */
function followAttention() {
  if (lines.on && player.playing && !lines.asked && pieces[chosen].kept && Math.abs(player.now() - lines.at) > 0.25) loadAttention();
}

async function loadAttention() {
  const piece = pieces[chosen];
  lines.asked = true;
  lines.at = player.now();
  const moment = player.now() > 0.05 ? `&at=${Math.min(player.now(), piece.seconds).toFixed(2)}` : '';
  const response = await fetch(`/api/compositions/${piece.id}/attention?candidate=${chosen}${moment}`);
  lines.asked = false;
  if (response.ok) {
    lines.of = await response.json();
    showPlayer();
  } else {
    lines.on = false;
    showAttention();
    toast(await problemOf(response), 'wrong');
  }
}

at('attention').addEventListener('click', () => {
  lines.on = !lines.on;
  showAttention();
  if (lines.on) loadAttention();
  else showPlayer();
});

// ---- pieces so far

/** The list as the server has it now. */
async function refreshRecent() {
  const response = await fetch('/compose');
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('recent');
  if (fresh) at('recent').replaceChildren(...fresh.childNodes);
  showAges(at('recent'));
}

at('recent').addEventListener('click', async (event) => {
  const row = event.target.closest('[data-id]');
  if (event.target.closest('[data-remove]')) {
    const response = await fetch(`/api/compositions/${row.dataset.id}`, { method: 'DELETE' });
    if (response.ok) refreshRecent();
    else toast(await problemOf(response), 'wrong');
  } else if (event.target.closest('[data-rename]')) {
    const link = row.querySelector('a');
    const title = window.prompt(words.askname, link.textContent)?.trim();
    if (!title) return;
    const response = await fetch(`/api/compositions/${row.dataset.id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title }) });
    if (response.ok) link.textContent = title;
    else toast(await problemOf(response), 'wrong');
  }
});

// ---- keys, and the piece this page is about

onKey(' ', words.keyplay, toggle);
onKey('r', words.keyhum, hum);
onKey('c', words.keycompose, () => form.requestSubmit());
onKey('ArrowRight', words.keyseek, () => seek(chosen, player.now() + 1));
onKey('ArrowLeft', words.keyseek, () => seek(chosen, player.now() - 1));

showCurl();
if (new URLSearchParams(location.search).has('sample')) {
  at('sample').click();
  compose();
}
if (words.piece) {
  begin(1, 20);
  at('listen').checked = ['queued', 'running'].includes(words.state) && at('listen').checked;
  if (words.state === 'queued' || words.state === 'running') busy(true, words.working);
  follow(words.piece);
}
