// One transcription: its text while it is being made, then the player, the words, and editing.

import { clock, copy, onKey, problemOf, toast } from './frame.js';
import { remember } from './history.js';
import { Waveform } from './waveform.js';

const words = document.getElementById('key-words').dataset;
let player = null;

function root() {
  return document.getElementById('result');
}

/** Shows the page as it is now, without leaving it. */
async function refresh() {
  const response = await fetch(location.pathname, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  root().replaceWith(document.adoptNode(fresh.getElementById('result')));
  begin();
}

function segmentLine(segment) {
  const line = document.createElement('p');
  line.className = 'segment fresh';
  const time = document.createElement('span');
  time.className = 'time tabular';
  time.textContent = clock(segment.start);
  const said = document.createElement('span');
  said.className = 'said';
  said.textContent = segment.text;
  line.append(time, said);
  return line;
}

function follow(job) {
  const live = document.getElementById('running');
  const text = document.getElementById('live-text');
  const status = document.getElementById('live-status');
  const progress = document.getElementById('live-progress');
  let first = null;
  let unfinished = null;
  const finished = () => text.querySelectorAll('.segment:not(.unfinished)').length;
  const events = new EventSource(`/api/jobs/${job}/events`);
  const isAtEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 120;
  events.addEventListener('job', (event) => {
    const state = JSON.parse(event.data).state;
    if (state === 'queued') status.textContent = live.dataset.waiting;
    if (state === 'running' && !text.hasChildNodes()) status.textContent = live.dataset.listening;
    if (['done', 'failed', 'cancelled', 'paused'].includes(state) && root().dataset.state !== state) {
      events.close();
      refresh();
    }
  });
  events.addEventListener('segment', (event) => {
    const segment = JSON.parse(event.data);
    if (segment.id === 0) text.replaceChildren();
    if (segment.id < finished()) return;
    const stay = isAtEnd();
    unfinished?.remove();
    unfinished = null;
    text.append(segmentLine(segment));
    if (stay) window.scrollTo({ top: document.body.scrollHeight });
  });
  events.addEventListener('partial', (event) => {
    const partial = JSON.parse(event.data);
    const stay = isAtEnd();
    unfinished ??= text.appendChild(segmentLine({ start: partial.start, text: '' }));
    unfinished.classList.add('unfinished');
    unfinished.querySelector('.time').textContent = clock(partial.start);
    unfinished.querySelector('.said').textContent = partial.text;
    if (stay) window.scrollTo({ top: document.body.scrollHeight });
  });
  events.addEventListener('progress', (event) => {
    const { progress: share, message } = JSON.parse(event.data);
    progress.value = share;
    first ??= { share, at: performance.now() };
    const left = share > first.share ? ((1 - share) / (share - first.share)) * ((performance.now() - first.at) / 1000) : null;
    status.textContent = [`${Math.round(share * 100)} %`, message, left === null ? '' : `– ${clock(left)}`].filter(Boolean).join(' · ');
  });
}

class Player {
  #audio = document.getElementById('audio');
  #button = document.getElementById('play');
  #clock = document.getElementById('clock');
  #wave = new Waveform(document.getElementById('waveform'), (seconds) => this.seek(seconds));
  #words = [...document.querySelectorAll('#transcript .word')];
  #segments = [...document.querySelectorAll('#transcript .segment')];
  #starts = this.#words.map((word) => Number(word.dataset.start));
  #segmentStarts = this.#segments.map((segment) => Number(segment.dataset.start));
  #now = null;
  #nowSegment = null;

  constructor(job) {
    this.#button.addEventListener('click', () => this.toggle());
    this.#audio.addEventListener('play', () => this.#playing(true));
    this.#audio.addEventListener('pause', () => this.#playing(false));
    this.#audio.addEventListener('ended', () => this.#playing(false));
    this.#audio.addEventListener('seeked', () => this.#show());
    this.#audio.addEventListener('error', () => this.#cannotPlay());
    if (this.#audio.error) this.#cannotPlay();
    document.getElementById('transcript').addEventListener('click', (event) => {
      if (document.getElementById('transcript').classList.contains('editing')) return;
      const at = event.target.closest('.word, button.time');
      if (at) this.seek(Number(at.dataset.start ?? at.parentElement.dataset.start));
    });
    this.#loadWave(job);
  }

  async #loadWave(job) {
    const response = await fetch(`/api/transcriptions/${job}/waveform`);
    if (!response.ok) return;
    const { duration, peaks } = await response.json();
    this.#wave.load(duration, peaks);
    this.#show();
  }

  toggle() {
    if (this.#audio.paused) this.#audio.play().catch(() => this.#cannotPlay());
    else this.#audio.pause();
  }

  seek(seconds) {
    this.#audio.currentTime = seconds;
    this.#show(seconds);
  }

  skip(seconds) {
    this.seek(Math.max(0, Math.min(this.#wave.duration, this.#audio.currentTime + seconds)));
  }

  #cannotPlay() {
    const note = document.getElementById('cannot-play');
    note.textContent = this.#audio.dataset.cannot;
    note.hidden = false;
    this.#button.disabled = true;
  }

  #playing(on) {
    this.#button.setAttribute('aria-label', on ? this.#button.dataset.pause : this.#button.dataset.play);
    this.#button.querySelector('use').setAttribute('href', `/icons.svg#${on ? 'pause' : 'play'}`);
    if (on) this.#tick();
  }

  #tick() {
    this.#show();
    if (!this.#audio.paused) requestAnimationFrame(() => this.#tick());
  }

  #show(seconds = this.#audio.currentTime) {
    this.#wave.move(seconds, clock(seconds));
    const whole = document.createElement('span');
    whole.className = 'whole';
    whole.textContent = ` / ${clock(this.#wave.duration)}`;
    this.#clock.replaceChildren(clock(seconds), whole);
    const segment = this.#segments[lastBefore(this.#segmentStarts, seconds)] ?? null;
    const word = this.#words[lastBefore(this.#starts, seconds)] ?? null;
    const spoken = word && seconds <= Number(word.dataset.end) + 0.25 ? word : null;
    if (spoken !== this.#now) {
      this.#now?.classList.remove('now');
      spoken?.classList.add('now');
      this.#now = spoken;
    }
    if (segment !== this.#nowSegment) {
      this.#nowSegment?.classList.remove('now');
      segment?.classList.add('now');
      this.#nowSegment = segment;
      if (!this.#audio.paused) segment?.scrollIntoView({ block: 'nearest' });
    }
  }
}

/** Place of the last number that is not above the limit; -1 if there is none. */
function lastBefore(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function timesBecomeButtons() {
  document.querySelectorAll('#transcript .time').forEach((time) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = time.className;
    button.textContent = time.textContent;
    time.replaceWith(button);
  });
}

function setUpEditing(job) {
  const transcript = document.getElementById('transcript');
  const edit = document.getElementById('edit');
  const save = document.getElementById('save');
  const undo = document.getElementById('undo');
  const saids = () => [...transcript.querySelectorAll('.said')];
  const textOf = (said) => said.textContent.trim().replace(/\s+/g, ' ');
  let before = [];

  const turn = (on) => {
    transcript.classList.toggle('editing', on);
    edit.setAttribute('aria-pressed', String(on));
    save.hidden = !on;
    undo.hidden = !on;
    saids().forEach((said) => {
      if (on) {
        said.textContent = textOf(said);
        said.contentEditable = 'plaintext-only';
        said.setAttribute('role', 'textbox');
        said.setAttribute('aria-label', said.parentElement.querySelector('.time').textContent);
      } else {
        said.removeAttribute('contenteditable');
        said.removeAttribute('role');
        said.removeAttribute('aria-label');
      }
    });
  };
  edit.addEventListener('click', () => {
    if (transcript.classList.contains('editing')) {
      refresh();
      return;
    }
    before = saids().map(textOf);
    turn(true);
    saids()[0]?.focus();
  });
  undo.addEventListener('click', () => refresh());
  save.addEventListener('click', async () => {
    const segments = saids()
      .map((said, at) => ({ id: Number(said.parentElement.dataset.id), text: textOf(said), changed: textOf(said) !== before[at] }))
      .filter((segment) => segment.changed)
      .map(({ id, text }) => ({ id, text }));
    const response = await fetch(`/api/transcriptions/${job}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ segments }),
    });
    if (!response.ok) {
      toast(await problemOf(response), 'wrong');
      return;
    }
    toast(save.dataset.saved);
    refresh();
  });
  transcript.addEventListener('keydown', (event) => {
    if (!transcript.classList.contains('editing')) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) save.click();
      else event.target.closest('.segment')?.nextElementSibling?.querySelector('.said')?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      refresh();
    }
  });
}

function begin() {
  const { job, state, title } = root().dataset;
  remember('transcribe', `/transcriptions/${job}`, title);
  player = null;
  if (state === 'queued' || state === 'running') {
    follow(job);
  } else if (state === 'done') {
    timesBecomeButtons();
    player = new Player(job);
    if (!document.getElementById('edit')) return; // nobody speaks: nothing to correct or copy
    setUpEditing(job);
    document.getElementById('copy-text').addEventListener('click', async () => {
      const response = await fetch(`/api/transcriptions/${job}.txt`);
      copy((await response.text()).trim());
    });
  }
}

onKey(' ', words.play, () => player?.toggle());
onKey('ArrowLeft', words.back, () => player?.skip(-5));
onKey('ArrowRight', words.forward, () => player?.skip(5));
onKey('e', words.edit, () => document.getElementById('edit')?.click());
document.addEventListener('polyhead:cancel', () => document.querySelector('#running #cancel')?.click());
begin();
