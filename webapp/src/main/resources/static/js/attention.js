// The page Attention: a small map of every head, and one of them large.

import { number, onKey, problemOf, setCurl } from './frame.js';
import { drawLegend, viridis } from './heatmap.js';
import { remember } from './history.js';

const page = document.getElementById('attention');
const words = page.dataset;
const find = (id) => document.getElementById(id);
const large = find('large');
let maps = [];
let map = null;
let layer = 0;
let head = 0;
let at = null;
let request = null;

/** Weights [layer, head, query, key] of a map, from base64. */
function weightsOf(shown) {
  const bytes = Uint8Array.from(atob(shown.weights), (c) => c.charCodeAt(0));
  return { ...shown, weights: new Float32Array(bytes.buffer) };
}

/** One head's weights. */
function slice(ofLayer, ofHead) {
  const size = map.queries.length * map.keys.length;
  const from = (ofLayer * map.heads + ofHead) * size;
  return map.weights.subarray(from, from + size);
}

function most(weights) {
  let highest = 0;
  for (const weight of weights) highest = Math.max(highest, weight);
  return highest || 1;
}

function image(weights) {
  const small = document.createElement('canvas');
  small.width = map.keys.length;
  small.height = map.queries.length;
  const pen = small.getContext('2d');
  const pixels = pen.createImageData(small.width, small.height);
  const highest = most(weights);
  weights.forEach((weight, i) => pixels.data.set([...viridis(weight / highest), 255], 4 * i));
  pen.putImageData(pixels, 0, 0);
  return small;
}

function nameOf(ofLayer, ofHead) {
  return `${words.layer} ${ofLayer + 1} · ${words.head} ${ofHead + 1}`;
}

function drawGrid() {
  const grid = find('heads');
  grid.replaceChildren();
  grid.setAttribute('aria-label', words.grid);
  grid.style.setProperty('grid-template-columns', `24px repeat(${map.heads}, minmax(24px, 1fr))`);
  for (let l = 0; l < map.layers; l += 1) {
    const mark = document.createElement('span');
    mark.className = 'layer-mark tabular';
    mark.setAttribute('role', 'presentation');
    mark.textContent = l + 1;
    grid.append(mark);
    for (let h = 0; h < map.heads; h += 1) {
      const thumb = image(slice(l, h));
      thumb.id = `head-${l}-${h}`;
      thumb.setAttribute('role', 'option');
      thumb.setAttribute('aria-label', nameOf(l, h));
      thumb.title = nameOf(l, h);
      thumb.addEventListener('click', () => choose(l, h));
      grid.append(thumb);
    }
  }
}

function choose(toLayer, toHead) {
  find(`head-${layer}-${head}`)?.setAttribute('aria-selected', 'false');
  layer = (toLayer + map.layers) % map.layers;
  head = (toHead + map.heads) % map.heads;
  const thumb = find(`head-${layer}-${head}`);
  thumb.setAttribute('aria-selected', 'true');
  thumb.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  find('heads').setAttribute('aria-activedescendant', thumb.id);
  find('large-title').textContent = nameOf(layer, head);
  drawLarge();
}

/** Where the map stands within the canvas, and how large a cell is. */
function frame() {
  const pen = large.getContext('2d');
  pen.font = font();
  const widest = (tokens) => Math.min(140, Math.max(...tokens.map((token) => pen.measureText(shown(token)).width)));
  const left = widest(map.queries) + 12;
  const top = widest(map.keys) + 12;
  const width = large.clientWidth;
  const cell = Math.max(4, Math.min(40, (width - left - 8) / map.keys.length));
  return { left, top, cell, width, height: top + cell * map.queries.length + 8 };
}

function font() {
  return `13px ${getComputedStyle(document.body).fontFamily}`;
}

function shown(token) {
  return token.text.trim() === '' ? '␣' : token.text.replace(/^\s/, '');
}

function cut(pen, text, width) {
  let short = text;
  while (short.length > 1 && pen.measureText(short).width > width) short = `${short.slice(0, -2)}…`;
  return short;
}

function drawLarge() {
  const { left, top, cell, width, height } = frame();
  const scale = window.devicePixelRatio || 1;
  large.style.setProperty('height', `${height}px`);
  large.width = Math.round(width * scale);
  large.height = Math.round(height * scale);
  const pen = large.getContext('2d');
  pen.scale(scale, scale);
  pen.font = font();
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue('--ink');
  const soft = style.getPropertyValue('--soft');
  const accent = style.getPropertyValue('--accent');
  const weights = slice(layer, head);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(image(weights), left, top, cell * map.keys.length, cell * map.queries.length);
  pen.textBaseline = 'middle';
  const every = Math.ceil(12 / cell);
  map.queries.forEach((token, q) => {
    if (q % every !== 0 && q !== at?.query) return;
    pen.fillStyle = q === at?.query ? accent : token.special ? soft : ink;
    pen.textAlign = 'right';
    pen.fillText(cut(pen, shown(token), left - 12), left - 6, top + cell * (q + 0.5));
  });
  map.keys.forEach((token, k) => {
    if (k % every !== 0 && k !== at?.key) return;
    pen.save();
    pen.translate(left + cell * (k + 0.5), top - 6);
    pen.rotate(-Math.PI / 2);
    pen.fillStyle = k === at?.key ? accent : token.special ? soft : ink;
    pen.textAlign = 'left';
    pen.fillText(cut(pen, shown(token), top - 12), 0, 0);
    pen.restore();
  });
  if (at) {
    pen.strokeStyle = accent;
    pen.lineWidth = 2;
    pen.strokeRect(left, top + cell * at.query, cell * map.keys.length, cell);
    pen.strokeRect(left + cell * at.key, top + cell * at.query, cell, cell);
  }
  find('legend-most').textContent = number(most(weights), 2);
  large.setAttribute('aria-label', words.map.replace('{name}', nameOf(layer, head)));
  tell();
}

/** Says in words what the chosen token looks at. */
function tell() {
  if (!at) {
    find('looks').textContent = '';
    return;
  }
  const row = slice(layer, head).subarray(at.query * map.keys.length, (at.query + 1) * map.keys.length);
  const best = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, 5);
  const places = best.map((k) => `${shown(map.keys[k])} ${number(100 * row[k])} %`).join(', ');
  find('looks').textContent = words.looks
    .replace('{query}', shown(map.queries[at.query]))
    .replace('{places}', places);
}

function cellAt(event) {
  const { left, top, cell } = frame();
  const box = large.getBoundingClientRect();
  const key = Math.floor((event.clientX - box.left - left) / cell);
  const query = Math.floor((event.clientY - box.top - top) / cell);
  return key >= 0 && key < map.keys.length && query >= 0 && query < map.queries.length ? { query, key } : null;
}

function moveLarge(event) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  at = at
    ? {
        query: (at.query + step[0] + map.queries.length) % map.queries.length,
        key: (at.key + step[1] + map.keys.length) % map.keys.length,
      }
    : { query: 0, key: 0 };
  drawLarge();
}

function moveGrid(event) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  choose(layer + step[0], head + step[1]);
}

function showMap(chosen) {
  map = maps[chosen];
  layer = 0;
  head = 0;
  at = null;
  [...find('kinds').children].forEach((button, i) => button.setAttribute('aria-pressed', i === chosen));
  drawGrid();
  choose(0, 0);
}

function showKinds() {
  const kinds = find('kinds');
  kinds.replaceChildren();
  kinds.hidden = maps.length < 2;
  maps.forEach((each, i) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words[each.kind];
    button.addEventListener('click', () => showMap(i));
    kinds.append(button);
  });
}

function bodyOf() {
  const body = { model: words.model, text: find('look-text').value };
  const target = find('look-target')?.value ?? '';
  if (target.trim() !== '') body.target = target;
  return body;
}

/** Shows a text; one that somebody asked for is remembered, the one that greets is not. */
async function look(asked) {
  request?.abort();
  request = new AbortController();
  const body = bodyOf();
  setCurl(page, `curl ${location.origin}/api/attention -H 'Content-Type: application/json' -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  find('look-error').hidden = true;
  find('look-status').textContent = words.working;
  const begun = performance.now();
  try {
    const response = await fetch('/api/attention', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...body, encoding_format: 'base64' }),
      signal: request.signal,
    });
    if (!response.ok) throw new Error(await problemOf(response));
    maps = (await response.json()).maps.map(weightsOf);
    find('looked').hidden = false;
    showKinds();
    showMap(0);
    find('look-status').textContent = words.took
      .replace('{layers}', maps[0].layers)
      .replace('{heads}', maps[0].heads)
      .replace('{millis}', Math.round(performance.now() - begun));
    const address = `/attention?${new URLSearchParams(body)}`;
    history.replaceState(null, '', address);
    if (asked) remember('attention', address, body.text);
  } catch (error) {
    find('look-status').textContent = '';
    if (error.name === 'AbortError') return;
    find('look-error-text').textContent = error.message;
    find('look-error').hidden = false;
  }
}

if (find('look')) {
  find('look').addEventListener('submit', (event) => {
    event.preventDefault();
    look(true);
  });
  large.addEventListener('pointermove', (event) => {
    const cell = cellAt(event);
    if (cell) {
      at = cell;
      drawLarge();
    }
  });
  large.addEventListener('keydown', moveLarge);
  find('heads').addEventListener('keydown', moveGrid);
  onKey('h', words.keyhead, (event) => map && choose(layer, head + (event.shiftKey ? -1 : 1)));
  onKey('l', words.keylayer, (event) => map && choose(layer + (event.shiftKey ? -1 : 1), head));
  document.addEventListener('polyhead:cancel', () => request?.abort());
  window.addEventListener('resize', () => map && drawLarge());
  drawLegend(find('legend'));
  look(false);
}
