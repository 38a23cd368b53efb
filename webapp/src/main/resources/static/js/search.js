// The page Search: a query at the top, pictures below, loaded while one scrolls.

import { number, onDrop, onKey, problemOf, setCurl, toast } from './frame.js';
import { remember } from './history.js';
import { Recorder, missing } from './recorder.js';

const page = document.getElementById('search');
const words = page.dataset;
const find = (id) => document.getElementById(id);
const LIMIT = 60;
const GOOD = 2.5;
const FEW = 20;

let collection = words.collection || null;
/** What is looked for: {kind: text, item or image; text, id, file; name; weight}. */
let terms = [];
const filter = {};
let items = [];
let total = 0;
let next = 0;
let loading = null;
let recorder = null;
/** Place of the picture in full view. */
let shown = -1;

const api = (path = '') => `/api/collections/${encodeURIComponent(collection)}${path}`;
const pictureOf = (id, what) => api(`/images/${encodeURIComponent(id)}/${what}`);

function say(id, visible) {
  find(id).hidden = !visible;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

// ---- the request

function fields() {
  const query = new URLSearchParams();
  for (const { kind, text, id, weight } of terms) {
    if (kind === 'text') query.append(weight > 0 ? 'q' : 'minus', text);
    if (kind === 'item') query.append(weight > 0 ? 'like' : 'unlike', id);
  }
  Object.entries(filter).forEach(([name, value]) => query.set(name, value));
  if (terms.length > 0) {
    if (find('sort').value === 'date') query.set('sort', 'date');
    if (find('good').checked) query.set('minimumRelevance', GOOD);
  }
  return query;
}

function ask(signal) {
  const query = fields();
  query.set('limit', LIMIT);
  query.set('page', next);
  if (terms.length === 0) return fetch(`${api('/images')}?${query}`, { signal });
  if (!terms.some(({ kind }) => kind === 'image')) return fetch(`${api('/search')}?${query}`, { signal });
  const body = new FormData();
  query.forEach((value, name) => body.append(name, value));
  terms.filter(({ kind }) => kind === 'image').forEach(({ file }) => body.append('image', file, file.name));
  return fetch(api('/search'), { method: 'POST', body, signal });
}

async function load() {
  if (!collection || loading) return;
  loading = new AbortController();
  const mine = loading;
  // What takes a moment, such as loading the model, shows; what is quick does not blink.
  const patience = setTimeout(() => busy(true), 200);
  try {
    const response = await ask(mine.signal);
    if (!response.ok) throw new Error(await problemOf(response));
    const answer = await response.json();
    if (mine !== loading) return;
    // Whoever walks through the tiles by keyboard keeps the place when a new answer exchanges them.
    const held = next === 0 ? find('gallery').querySelector('[data-place]:focus')?.dataset.place : undefined;
    if (next === 0) begin(answer);
    total = answer.total;
    items.push(...answer.items);
    find('gallery').append(...answer.items.map((item, i) => tile(item, items.length - answer.items.length + i)));
    if (held) find('gallery').querySelector(`[data-place="${held}"]`)?.focus();
    next = answer.items.length < LIMIT ? -1 : next + 1;
    say('none', items.length === 0 && (terms.length > 0 || Object.keys(filter).length > 0));
    say('failed', false);
  } catch (error) {
    if (error.name !== 'AbortError') {
      find('failed-text').textContent = error.message;
      say('failed', true);
      next = -1;
    }
  } finally {
    clearTimeout(patience);
    if (mine === loading) {
      loading = null;
      busy(false);
      if (next > 0 && find('end').getBoundingClientRect().top < window.innerHeight + 600) load();
    }
  }
}

function busy(on) {
  find('searching').classList.toggle('shown', on);
  find('gallery').setAttribute('aria-busy', String(on));
}

/** Forgets what is shown and asks anew. */
function search() {
  loading?.abort();
  loading = null;
  next = 0;
  showTerms();
  showCurl();
  const query = fields();
  query.set('collection', collection);
  history.replaceState(null, '', `/search?${query}`);
  const said = terms.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  if (said.length > 0 && said.length === terms.length) remember('search', `/search?${query}`, said.join(' · '));
  load();
}

function begin(answer) {
  items = [];
  find('gallery').replaceChildren();
  const searching = terms.length > 0;
  find('status').textContent = searching
    ? words.found.replace('{count}', number(answer.items.length)).replace('{total}', number(answer.total)).replace('{millis}', number(answer.tookMillis, 1))
    : words.count.replace('{count}', number(answer.total));
  // Among a handful of pictures nothing can stand out from chance.
  say('nothing', searching && answer.nothingRelevant && answer.total >= FEW);
  say('sort', searching);
  say('good-field', searching);
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function showCurl() {
  if (!collection) return;
  const query = fields();
  const pictures = terms.filter(({ kind }) => kind === 'image');
  const path = terms.length === 0 ? '/images' : '/search';
  if (pictures.length > 0) {
    const parts = [...query].map(([name, value]) => `-F ${quoted(`${name}=${value}`)}`);
    setCurl(page, ['curl', quoted(location.origin + api('/search')), '-F image=@picture.jpg', ...parts].join(' '));
  } else {
    const asked = query.size > 0 ? `?${query}` : '';
    setCurl(page, `curl ${quoted(location.origin + api(path) + asked)}`);
  }
}

// ---- the gallery

function tile(item, place) {
  const entry = document.createElement('li');
  entry.className = 'tile';
  const open = document.createElement('button');
  open.type = 'button';
  open.className = 'tile-open';
  open.dataset.place = place;
  open.setAttribute('aria-label', words.open.replace('{name}', item.name));
  const image = document.createElement('img');
  image.loading = 'lazy';
  image.alt = '';
  image.src = pictureOf(item.id, 'thumbnail');
  open.append(image);
  open.title = item.name;
  const tools = document.createElement('div');
  tools.className = 'tile-tools';
  tools.append(tool('plus', `${words.more}: ${item.name}`, () => addItem(item, 1)), tool('minus', `${words.less}: ${item.name}`, () => addItem(item, -1)));
  entry.append(open, tools);
  return entry;
}

function tool(name, label, action) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon';
  button.setAttribute('aria-label', label);
  button.title = label;
  button.tabIndex = -1;
  button.append(icon(name));
  button.addEventListener('click', action);
  return button;
}

function addItem(item, weight) {
  terms = terms.filter(({ kind, id }) => !(kind === 'item' && id === item.id));
  terms.push({ kind: 'item', id: item.id, name: item.name, weight });
  find('full').close();
  search();
  window.scrollTo({ top: 0 });
}

find('gallery')?.addEventListener('click', (event) => {
  const open = event.target.closest('.tile-open');
  if (open) show(Number(open.dataset.place));
});

// Arrows walk through the gallery as it is laid out.
find('gallery')?.addEventListener('keydown', (event) => {
  const all = [...find('gallery').querySelectorAll('.tile-open')];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  const top = all[0].getBoundingClientRect().top;
  const columns = Math.max(1, all.findIndex((each) => each.getBoundingClientRect().top > top + 4));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, to))].focus();
});

if (find('end')) {
  new IntersectionObserver((entries) => {
    if (entries.some((each) => each.isIntersecting) && next > 0) load();
  }, { rootMargin: '600px' }).observe(find('end'));
}

// ---- chips

function chip(label, weight, image, remove) {
  const part = document.createElement('span');
  part.className = 'term';
  if (weight < 0) part.classList.add('against');
  if (image) {
    const small = document.createElement('img');
    small.src = image;
    small.alt = '';
    part.append(small);
  }
  const text = document.createElement('span');
  text.textContent = label;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.setAttribute('aria-label', words.remove.replace('{name}', label));
  button.append(icon('close'));
  button.addEventListener('click', remove);
  part.append(text, button);
  return part;
}

function showTerms() {
  const parts = terms.map((term) => {
    const { kind, text, name, id, weight, url } = term;
    const label = kind === 'text' ? (weight > 0 ? text : words.not.replace('{name}', text)) : (weight > 0 ? words.like : words.unlike).replace('{name}', name);
    return chip(label, weight, kind === 'item' ? pictureOf(id, 'thumbnail') : url, () => {
      terms = terms.filter((each) => each !== term);
      if (kind === 'text' && weight > 0) find('q').value = '';
      search();
    });
  });
  find('terms').replaceChildren(...parts);
  say('terms', parts.length > 0);
}

async function showFilters() {
  const response = await fetch(api('/facets'));
  if (!response.ok) return;
  const facets = await response.json();
  const groups = ['date', 'camera', 'folder', 'label', 'minWidth'].filter((name) => facets[name].length > (['label', 'minWidth'].includes(name) ? 0 : 1)).map((name) => {
    const title = words[`f${name.toLowerCase()}`];
    const select = document.createElement('select');
    select.setAttribute('aria-label', title);
    select.className = 'filter';
    const any = document.createElement('option');
    any.value = '';
    any.textContent = title;
    select.append(any);
    facets[name].forEach(({ value, count }) => {
      const option = document.createElement('option');
      option.value = value;
      const shown = name === 'minWidth' ? words.wide.replace('{pixels}', value) : value;
      option.textContent = `${shown} (${count})`;
      select.append(option);
    });
    select.value = filter[name] ?? '';
    select.classList.toggle('active', select.value !== '');
    select.addEventListener('change', () => {
      if (select.value) filter[name] = select.value;
      else delete filter[name];
      select.classList.toggle('active', select.value !== '');
      search();
    });
    return select;
  });
  find('filters').replaceChildren(...groups);
  say('filters', groups.length > 0);
}

// ---- the query

function byWords() {
  // A word with a minus before it is not wanted: "dog -grass".
  const text = find('q').value.trim();
  terms = terms.filter(({ kind }) => kind !== 'text');
  const against = [...text.matchAll(/(?:^|\s)-(\p{L}[\p{L}\p{N}]*)/gu)].map(([, word]) => word);
  const wanted = text.replace(/(?:^|\s)-\p{L}[\p{L}\p{N}]*/gu, ' ').trim();
  if (wanted) terms.unshift({ kind: 'text', text: wanted, weight: 1 });
  against.forEach((word) => terms.push({ kind: 'text', text: word, weight: -1 }));
  search();
}

function byPicture(file) {
  terms = terms.filter(({ kind }) => kind !== 'image');
  terms.push({ kind: 'image', file, name: file.name, weight: 1, url: URL.createObjectURL(file) });
  search();
}

find('query-form')?.addEventListener('submit', (event) => {
  event.preventDefault();
  byWords();
});
find('q')?.addEventListener('search', () => {
  if (find('q').value === '' && terms.some(({ kind }) => kind === 'text')) byWords();
});
find('query-picture')?.addEventListener('change', (event) => {
  if (event.target.files.length > 0) byPicture(event.target.files[0]);
  event.target.value = '';
});
find('sort')?.addEventListener('change', search);
find('good')?.addEventListener('change', search);
find('clear')?.addEventListener('click', () => {
  terms = [];
  Object.keys(filter).forEach((name) => delete filter[name]);
  find('q').value = '';
  find('good').checked = false;
  showFilters();
  search();
});
find('failed-again')?.addEventListener('click', () => {
  say('failed', false);
  search();
});
find('collection')?.addEventListener('change', () => find('collection-form').submit());

// ---- speech

function note(text) {
  find('speak-note').textContent = text;
  say('speak-note', text !== '');
}

async function speak() {
  if (recorder) {
    hear();
    return;
  }
  const why = missing();
  if (why) {
    note(words[why]);
    return;
  }
  recorder = new Recorder(find('level'), (seconds) => {
    if (seconds > 20) hear();
  });
  say('level', true);
  try {
    await recorder.start();
  } catch (error) {
    quiet();
    note(words[error.name === 'NotAllowedError' ? 'refused' : 'none']);
    return;
  }
  note('');
  find('speak').setAttribute('aria-pressed', 'true');
  find('speak').setAttribute('aria-label', words.speakstop);
  find('q').placeholder = words.speaking;
  find('q').value = '';
}

function quiet() {
  recorder = null;
  say('level', false);
  find('speak').setAttribute('aria-pressed', 'false');
  find('speak').setAttribute('aria-label', words.speak);
}

async function hear() {
  const mine = recorder;
  recorder = null;
  if (!mine) return;
  const file = await mine.stop();
  quiet();
  if (!file) return;
  find('q').placeholder = words.hearing;
  const body = new FormData();
  body.append('file', file, file.name);
  body.append('model', 'whisper-1');
  const response = await fetch('/v1/audio/transcriptions', { method: 'POST', body });
  find('q').placeholder = '';
  if (!response.ok) {
    note(await problemOf(response));
    return;
  }
  const said = (await response.json()).text.trim().replace(/[.!?…]+$/u, '');
  if (said === '') {
    note(words.silence);
    return;
  }
  find('q').value = said;
  byWords();
}

find('speak')?.addEventListener('click', speak);
document.addEventListener('polyhead:cancel', () => {
  if (recorder) {
    recorder.discard();
    quiet();
  }
});

// ---- adding

/** The first pictures make the first collection. */
async function needCollection() {
  if (collection) return;
  const response = await fetch('/api/collections', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'pictures' }) });
  if (!response.ok) throw new Error(await problemOf(response));
  collection = (await response.json()).name;
}

async function add(files) {
  const report = { added: [], duplicates: [], failed: [] };
  const row = progressRow(words.adding.replace('{count}', number(files.length)));
  try {
    await needCollection();
    // A few at a time, so that the number moves and no request grows without bound.
    for (let at = 0; at < files.length; at += 8) {
      const body = new FormData();
      files.slice(at, at + 8).forEach((file) => body.append('files', file, file.name));
      const response = await fetch(api('/images'), { method: 'POST', body });
      if (!response.ok) throw new Error(await problemOf(response));
      const part = await response.json();
      for (const name of Object.keys(report)) report[name].push(...part[name]);
      row.show((at + 8) / files.length, `${Math.min(at + 8, files.length)} / ${files.length}`);
    }
    showReport(report);
    if (report.added.length > 0) arrived();
  } catch (error) {
    find('failed-text').textContent = error.message;
    say('failed', true);
  } finally {
    row.remove();
  }
}

function showReport({ added, duplicates, failed }) {
  const parts = [words.added.replace('{count}', number(added.length))];
  if (duplicates.length > 0) parts.push(words.duplicates.replace('{count}', number(duplicates.length)));
  if (failed.length > 0) parts.push(words.failed.replace('{count}', number(failed.length)));
  const summary = parts.join(' · ');
  find('report').querySelector('summary').textContent = summary;
  find('report').querySelector('ul').replaceChildren(...failed.map(({ name, detail }) => {
    const line = document.createElement('li');
    line.textContent = `${name}: ${detail}`;
    return line;
  }));
  say('report', failed.length > 0);
  toast(summary, added.length + duplicates.length > 0 ? 'good' : 'wrong');
}

/** There are pictures now: the page turns from empty to full. */
function arrived() {
  if (find('query-form').hidden) {
    location.assign(`/search?collection=${encodeURIComponent(collection)}`);
    return;
  }
  showFilters();
  search();
}

function progressRow(text) {
  const row = document.createElement('div');
  row.className = 'import-row';
  const name = document.createElement('p');
  name.className = 'small';
  name.textContent = text;
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.setAttribute('aria-label', text);
  const count = document.createElement('span');
  count.className = 'small soft tabular';
  const tools = document.createElement('span');
  tools.className = 'together';
  row.append(name, count, tools, bar);
  find('imports').append(row);
  return {
    tools,
    show(done, said) {
      bar.value = done;
      count.textContent = said;
    },
    remove: () => row.remove(),
  };
}

find('files')?.addEventListener('change', (event) => {
  const chosen = [...event.target.files];
  event.target.value = '';
  if (chosen.length > 0) add(chosen);
});
find('upload-form')?.addEventListener('submit', async (event) => {
  if (event.submitter?.id !== 'samples') event.preventDefault();
});
find('import-form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await needCollection();
    const response = await fetch(api('/import'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ path: find('path').value.trim(), watch: find('watch').checked }) });
    if (!response.ok) throw new Error(await problemOf(response));
    say('failed', false);
    follow(await response.json());
    showFolders();
  } catch (error) {
    find('failed-text').textContent = error.message;
    say('failed', true);
  }
});

/** Shows an import, or a new index, until it rests. */
function follow(job, what = words.importing) {
  const row = progressRow(`${what} ${job.title.split(' → ')[0]}`);
  row.show(job.progress, job.message ?? '');
  const button = (label, act) => {
    const each = document.createElement('button');
    each.type = 'button';
    each.className = 'quiet';
    each.textContent = label;
    each.addEventListener('click', act);
    return each;
  };
  const cancel = button(words.cancel, () => fetch(`/api/jobs/${job.id}`, { method: 'DELETE' }).then(again));
  const pause = button(words.pause, () => fetch(`/api/jobs/${job.id}/pause`, { method: 'POST' }));
  const resume = button(words.resume, () => fetch(`/api/jobs/${job.id}/resume`, { method: 'POST' }).then(listen));
  let events = null;
  let refreshed = Date.now();
  function again() {
    if (!events || events.readyState === EventSource.CLOSED) row.remove();
  }
  function listen() {
    row.tools.replaceChildren(pause, cancel);
    events?.close();
    events = new EventSource(`/api/jobs/${job.id}/events`);
    events.addEventListener('progress', (event) => {
      const { progress, message } = JSON.parse(event.data);
      row.show(progress, message);
      if (Date.now() - refreshed > 5000 && window.scrollY < 200 && terms.length === 0 && !find('full').open && !find('query-form').hidden) {
        refreshed = Date.now();
        search();
      }
    });
    events.addEventListener('job', (event) => {
      const { state, result, error } = JSON.parse(event.data);
      if (['queued', 'running'].includes(state)) return;
      events.close();
      if (state === 'paused') {
        row.tools.replaceChildren(resume, cancel);
        return;
      }
      row.remove();
      if (state === 'failed') {
        find('failed-text').textContent = error;
        say('failed', true);
        return;
      }
      if (what !== words.importing) {
        location.reload();
        return;
      }
      if (result) showReport({ added: new Array(result.added), duplicates: new Array(result.duplicates), failed: result.failed });
      arrived();
    });
  }
  if (job.state === 'paused') row.tools.replaceChildren(resume, cancel);
  else listen();
}

async function showImports() {
  const response = await fetch('/api/jobs?kind=import&limit=20');
  if (!response.ok) return;
  const { jobs } = await response.json();
  jobs.filter(({ state, title }) => ['queued', 'running', 'paused'].includes(state) && title.endsWith(` → ${collection}`)).forEach(follow);
}

// ---- collections

/** The imported folders, each to be watched or brought up to date. */
async function showFolders() {
  const response = await fetch(api());
  if (!response.ok) return;
  const { folders, watched } = await response.json();
  find('folders').replaceChildren(...folders.map((folder) => {
    const row = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = folder;
    const label = document.createElement('label');
    label.className = 'check small';
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = watched.includes(folder);
    box.addEventListener('change', () => watchFolders(box.checked ? [...watched, folder] : watched.filter((each) => each !== folder)));
    label.append(box, ` ${words.watching}`);
    const update = document.createElement('button');
    update.type = 'button';
    update.className = 'quiet';
    update.textContent = words.update;
    update.setAttribute('aria-label', `${words.update}: ${folder}`);
    update.addEventListener('click', () => importAgain(folder));
    row.append(name, label, update);
    return row;
  }));
  say('folders', folders.length > 0);
}

async function watchFolders(folders) {
  const response = await fetch(api('/watched'), { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ folders }) });
  if (!response.ok) toast(await problemOf(response), 'wrong');
  showFolders();
}

async function importAgain(path) {
  const response = await fetch(api('/import'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ path }) });
  if (response.ok) follow(await response.json());
  else toast(await problemOf(response), 'wrong');
}

/** Shows the pictures that look like others, group after group. */
async function showAlike() {
  const response = await fetch(api('/duplicates'));
  if (!response.ok) {
    toast(await problemOf(response), 'wrong');
    return;
  }
  const { groups } = await response.json();
  if (groups.length === 0) {
    toast(words.nogroups, 'good');
    return;
  }
  loading?.abort();
  loading = null;
  next = -1;
  terms = [];
  showTerms();
  items = groups.flat().map((item) => ({ ...item, tags: [] }));
  total = items.length;
  let place = -1;
  find('gallery').replaceChildren(...groups.flatMap((group) => group.map((item, i) => {
    place += 1;
    const entry = tile(item, place);
    entry.classList.toggle('first-alike', i === 0);
    return entry;
  })));
  find('status').textContent = words.groups.replace('{count}', number(groups.length));
  for (const id of ['nothing', 'none', 'sort', 'good-field']) say(id, false);
  find('gallery').scrollIntoView({ block: 'start' });
}

find('alike')?.addEventListener('click', showAlike);
find('reindex-form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await fetch(api('/reindex'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ model: find('reindex-model').value }) });
  if (response.ok) follow(await response.json(), words.reindexing);
  else toast(await problemOf(response), 'wrong');
});

function openAdd(open) {
  if (open && collection) showFolders();
  say('add', open);
  find('add-open').setAttribute('aria-expanded', String(open));
}

find('add-open')?.addEventListener('click', () => openAdd(find('add').hidden));
find('new-form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = find('new-name').value.trim();
  const response = await fetch('/api/collections', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }) });
  if (response.ok) location.assign(`/search?collection=${encodeURIComponent(name)}`);
  else toast(await problemOf(response), 'wrong');
});
find('delete-collection')?.addEventListener('click', async () => {
  if (!window.confirm(words.surecollection.replace('{name}', collection))) return;
  const response = await fetch(api(), { method: 'DELETE' });
  if (response.ok) location.assign('/search');
  else toast(await problemOf(response), 'wrong');
});

onDrop((files) => {
  if (files.length === 1 && !find('query-form').hidden) byPicture(files[0]);
  else add(files);
});

// ---- full view

function fact(name, text) {
  const row = find('full').querySelector(`[data-fact="${name}"]`);
  row.hidden = !text;
  row.querySelector('dd').textContent = text ?? '';
}

/** How well a picture fits; only in many pictures can one stand out from chance. */
function match({ similarity, relevance }) {
  const text = words.match.replace('{cosine}', number(similarity, 3)).replace('{relevance}', `${number(relevance, 1)} σ`);
  return total < FEW || relevance <= 0 ? text.split(' · ')[0] : text;
}

async function show(place) {
  if (place < 0 || place >= items.length) return;
  shown = place;
  const item = items[place];
  find('full-name').textContent = item.name;
  const image = find('full-image');
  image.alt = item.name;
  image.src = pictureOf(item.id, 'view');
  find('previous').disabled = place === 0;
  find('next').disabled = place === items.length - 1;
  find('full-download').href = pictureOf(item.id, 'file');
  fact('match', item.similarity === undefined ? null : match(item));
  fact('size', `${item.width} × ${item.height}`);
  for (const name of ['taken', 'camera', 'lens', 'place', 'files']) fact(name, null);
  showTags(item.tags);
  find('suggestions').replaceChildren();
  if (!find('full').open) find('full').showModal();
  const response = await fetch(api(`/images/${encodeURIComponent(item.id)}`));
  if (!response.ok || items[shown] !== item) return;
  details(await response.json());
}

function details(item) {
  fact('size', `${item.width} × ${item.height} · ${item.format} · ${number(item.bytes / 1024)} kB`);
  fact('taken', item.takenAt ? new Date(item.takenAt).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }) : null);
  fact('camera', item.camera);
  fact('lens', item.lens);
  fact('place', item.latitude === undefined ? null : `${number(item.latitude, 4)}°, ${number(item.longitude, 4)}°`);
  fact('files', item.files.join(', '));
  showTags(item.tags);
}

function showTags(tags) {
  find('full-tags').replaceChildren(...tags.map((tag) => chip(tag, 1, null, () => setTags(tags.filter((each) => each !== tag)))));
}

async function setTags(tags) {
  const item = items[shown];
  const response = await fetch(api(`/images/${encodeURIComponent(item.id)}/tags`), { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ tags }) });
  if (!response.ok) {
    toast(await problemOf(response), 'wrong');
    return;
  }
  item.tags = (await response.json()).tags;
  showTags(item.tags);
  showFilters();
}

find('tag-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const tag = find('tag').value.trim();
  find('tag').value = '';
  if (tag) setTags([...new Set([...items[shown].tags, tag])]);
});
find('suggest').addEventListener('click', async () => {
  const item = items[shown];
  const response = await fetch(api(`/images/${encodeURIComponent(item.id)}/labels`));
  if (!response.ok) {
    toast(await problemOf(response), 'wrong');
    return;
  }
  const { labels } = await response.json();
  if (items[shown] !== item) return;
  find('suggestions').replaceChildren(...labels.filter(({ label }) => !item.tags.includes(label)).map(({ label, score }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'suggestion';
    button.textContent = `${label} ${number(100 * score)} %`;
    button.prepend(icon('plus'));
    button.addEventListener('click', () => {
      button.remove();
      setTags([...items[shown].tags, label]);
    });
    return button;
  }));
});
find('previous').addEventListener('click', () => show(shown - 1));
find('next').addEventListener('click', () => show(shown + 1));
find('full-close').addEventListener('click', () => find('full').close());
find('full-more').addEventListener('click', () => addItem(items[shown], 1));
find('full-less').addEventListener('click', () => addItem(items[shown], -1));
find('full-delete').addEventListener('click', async () => {
  const item = items[shown];
  if (!window.confirm(words.sure.replace('{name}', item.name))) return;
  const response = await fetch(api(`/images/${encodeURIComponent(item.id)}`), { method: 'DELETE' });
  if (!response.ok) {
    toast(await problemOf(response), 'wrong');
    return;
  }
  find('full').close();
  search();
});
find('full').addEventListener('keydown', (event) => {
  if (event.target.closest('input')) return;
  if (event.key === 'ArrowLeft') show(shown - 1);
  if (event.key === 'ArrowRight') show(shown + 1);
});
find('full').addEventListener('close', () => find('gallery').querySelector(`[data-place="${shown}"]`)?.focus());
find('full').addEventListener('click', (event) => {
  if (event.target === find('full')) find('full').close();
});

// ---- keys, and the search that the address names

function focused() {
  const place = document.activeElement?.dataset?.place;
  return place === undefined ? null : items[Number(place)];
}

onKey('+', words.keymore, () => focused() && addItem(focused(), 1));
onKey('-', words.keyless, () => focused() && addItem(focused(), -1));
onKey('m', words.keyspeak, speak);

if (find('gallery')) {
  const given = new URLSearchParams(location.search);
  given.getAll('q').filter((text) => text.trim()).forEach((text) => terms.push({ kind: 'text', text, weight: 1 }));
  given.getAll('minus').forEach((text) => terms.push({ kind: 'text', text, weight: -1 }));
  for (const [name, weight] of [['like', 1], ['unlike', -1]]) given.getAll(name).forEach((id) => terms.push({ kind: 'item', id, name: words.picture, weight }));
  for (const name of ['date', 'from', 'to', 'camera', 'folder', 'label', 'minWidth', 'minHeight', 'minBytes', 'maxBytes']) if (given.get(name)) filter[name] = given.get(name);
  if (given.get('sort')) find('sort').value = given.get('sort');
  find('good').checked = given.has('minimumRelevance');
  if (!find('add').classList.contains('alone')) openAdd(false);
  if (collection) {
    showImports();
    if (!find('query-form').hidden) {
      showFilters();
      search();
    }
  }
}
