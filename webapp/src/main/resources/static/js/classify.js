// The page Classify: a picture at the top, its labels and where the model looked below.

import { copy, onDrop, onKey, problemOf, setCurl, toast } from './frame.js';
import { drawLegend, drawOver, hottest, showOver } from './heatmap.js';
import { recall, remember } from './history.js';

const page = document.getElementById('classify');
const words = page.dataset;
const find = (id) => document.getElementById(id);

let file = null;
let answer = null;
let request = null;
let stream = null;
let wait = null;
/** Heat maps by layer, of the picture that is shown. */
let maps = new Map();

// ---- the request

function fields() {
  const given = {};
  for (const name of ['labels', 'template']) {
    const value = find(name).value.trim();
    if (value !== '') given[name] = value;
  }
  if (!given.labels) delete given.template;
  const model = find(given.labels ? 'own' : 'built')?.value;
  if (model) given.model = model;
  if (find('top').value !== '5') given.top_k = find('top').value;
  return given;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The chip names the model that answers: another one where the labels are one's own. */
function showChip() {
  const own = find('labels').value.trim() !== '';
  for (const [id, visible] of [['chip', !own], ['other-chip', own]]) {
    if (find(id)) say(id, visible);
  }
}

// Another model is asked about the same labels.
find('other-chip')?.addEventListener('submit', (event) => {
  for (const name of ['labels', 'template']) {
    const kept = document.createElement('input');
    Object.assign(kept, { type: 'hidden', name, value: find(name).value });
    event.target.append(kept);
  }
});

function showCurl() {
  showChip();
  const shown = Object.entries(fields()).map(([name, value]) => `-F ${quoted(`${name}=${value}`)}`);
  const name = file && /^[\w.-]+$/.test(file.name) ? file.name : 'picture.jpg';
  setCurl(page, ['curl', `${location.origin}/api/images/classify`, `-F file=@${name}`, ...shown, '-F explain=true'].join(' '));
}

function body(layer) {
  const form = new FormData();
  form.append('file', file, file.name);
  Object.entries(fields()).forEach(([name, value]) => form.append(name, value));
  form.append('explain', 'true');
  if (layer > 0) form.append('layer', layer);
  return form;
}

async function classify(chosen) {
  file = chosen ?? file;
  if (!file) return;
  request?.abort();
  request = new AbortController();
  const mine = request;
  closeCamera();
  say('failed', false);
  find('working-text').textContent = words.working.replace('{name}', file.name);
  // Nothing blinks where the answer comes at once.
  const patience = setTimeout(() => say('working', true), 250);
  showCurl();
  if (chosen) showPicture();
  try {
    const response = await fetch('/api/images/classify', { method: 'POST', body: body(0), signal: mine.signal });
    if (!response.ok) throw new Error(await problemOf(response));
    show(await response.json());
  } catch (error) {
    if (error.name !== 'AbortError') fail(error.message);
  } finally {
    clearTimeout(patience);
    if (request === mine) {
      request = null;
      say('working', false);
    }
  }
}

function say(id, visible) {
  find(id).hidden = !visible;
}

function fail(text) {
  find('failed-text').textContent = text;
  say('result', false);
  say('failed', true);
  find('failed-again').focus();
}

// ---- the picture

function showPicture() {
  const picture = find('picture');
  if (picture.src.startsWith('blob:')) URL.revokeObjectURL(picture.src);
  picture.dataset.tried = '';
  picture.src = URL.createObjectURL(file);
  say('heat', false);
}

// What the browser cannot show (TIFF, PSD, HEIC), the server turns into a JPEG.
find('picture').addEventListener('error', async (event) => {
  const picture = event.target;
  if (picture.dataset.tried === 'yes' || !file) return;
  picture.dataset.tried = 'yes';
  const form = new FormData();
  form.append('file', file, file.name);
  const response = await fetch('/api/images/preview', { method: 'POST', body: form });
  if (response.ok) picture.src = URL.createObjectURL(await response.blob());
});
find('picture').addEventListener('load', () => drawHeat());

// ---- the answer

function show(given) {
  answer = given;
  maps = new Map();
  if (answer.heatMap) {
    maps.set(answer.heatMap.layers, answer.heatMap);
    find('layer').max = answer.heatMap.layers;
    find('layer').value = answer.heatMap.layers;
  }
  find('scores').replaceChildren(...answer.labels.map(row));
  find('facts').textContent = words.facts
    .replace('{model}', answer.model)
    .replace('{width}', answer.width)
    .replace('{height}', answer.height)
    .replace('{millis}', answer.tookMillis);
  const own = Boolean(fields().labels);
  say('small-model', words.small.split(' ').includes(answer.model));
  say('better-own', own);
  say('better-built', !own);
  say('result', true);
  say('heat-tools', Boolean(answer.heatMap));
  page.classList.add('answered');
  links();
  drawHeat();
  keep();
}

const REMEMBERED_EDGE = 384; // more than any of the models looks at

/** Keeps a small copy of the picture with what was asked, in this browser only. */
async function keep() {
  const picture = find('picture');
  const mine = answer;
  await picture.decode().catch(() => {});
  if (answer !== mine || !picture.naturalWidth) return;
  const scale = Math.min(1, REMEMBERED_EDGE / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { labels = '', template = '' } = fields();
  const key = new URLSearchParams({ name: file.name, labels, template });
  const best = mine.labels[0] ? `${mine.labels[0].label} · ${file.name}` : file.name;
  remember('classify', `/classify#${key}`, best, { name: file.name, labels, template, picture: canvas.toDataURL('image/jpeg', 0.85) });
}

/** What the address asks for: a sample, or a picture of before. */
function open() {
  const sample = new URLSearchParams(location.search).get('sample');
  const kept = location.hash && recall(`/classify${location.hash}`);
  if (kept) {
    find('labels').value = kept.labels;
    find('template').value = kept.template;
    classify(new File([bytesOf(kept.picture)], kept.name, { type: 'image/jpeg' }));
  } else if (sample && !answer) {
    tryOne(sample);
  }
}

/** A data URL as bytes; the content security policy lets nobody fetch it. */
function bytesOf(url) {
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
}

function percent(score) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(score);
}

function row({ label, score }) {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.className = 'score-label';
  name.textContent = label;
  const number = document.createElement('span');
  number.className = 'score-number tabular';
  number.textContent = percent(score);
  const bar = document.createElement('meter');
  bar.min = 0;
  bar.max = 1;
  bar.value = score;
  bar.setAttribute('aria-hidden', 'true');
  item.append(name, number, bar);
  return item;
}

function saved(id, text, type) {
  const link = find(id);
  if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([text], { type }));
}

function links() {
  saved('save-json', JSON.stringify(answer, null, 2), 'application/json');
  const rows = answer.labels.map(({ label, score }) => `"${label.replaceAll('"', '""')}",${score}`);
  saved('save-csv', ['label,score', ...rows].join('\r\n') + '\r\n', 'text/csv');
}

find('save-png').addEventListener('click', async (event) => {
  const link = event.target;
  if (link.href.startsWith('blob:')) return;
  event.preventDefault();
  const picture = find('picture');
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  const map = maps.get(Number(find('layer').value));
  if (map && find('heat-on').checked) drawOver(pen, canvas.width, canvas.height, map, Number(find('strength').value));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
    link.href = '#';
  }, 1000);
});

find('copy').addEventListener('click', () => copy(answer.labels.map(({ label, score }) => `${label}\t${percent(score)}`).join('\n')));
find('link').addEventListener('click', () => {
  const query = new URLSearchParams(Object.entries(fields()).filter(([name]) => name === 'labels' || name === 'template'));
  copy(`${location.origin}/classify${query.size > 0 ? `?${query}` : ''}`);
});

// ---- where the model looked

function drawHeat() {
  const layer = Number(find('layer').value);
  const map = maps.get(layer);
  const visible = Boolean(map) && find('heat-on').checked && find('picture').complete;
  say('heat', visible);
  find('layer-value').textContent = `${layer} / ${find('layer').max}`;
  if (!map) return;
  find('heat-text').textContent = words.text.replace('{places}', hottest(map, 2).map((place) => words[`p${place}`]).join(', '));
  find('heat').setAttribute('aria-label', find('heat-text').textContent);
  if (visible) showOver(find('heat'), map, Number(find('strength').value));
}

async function loadLayer() {
  const layer = Number(find('layer').value);
  find('layer-value').textContent = `${layer} / ${find('layer').max}`;
  if (maps.has(layer)) {
    drawHeat();
    return;
  }
  const known = maps;
  const response = await fetch('/api/images/classify', { method: 'POST', body: body(layer) });
  if (!response.ok) {
    toast(await problemOf(response), 'wrong');
    return;
  }
  known.set(layer, (await response.json()).heatMap);
  if (known === maps) drawHeat();
}

find('layer').addEventListener('input', () => {
  clearTimeout(wait);
  wait = setTimeout(loadLayer, 60);
});
find('strength').addEventListener('input', drawHeat);
find('heat-on').addEventListener('change', drawHeat);
new ResizeObserver(drawHeat).observe(find('looked'));
drawLegend(find('legend'));

// ---- the camera

function explain(why) {
  find('camera-why').textContent = why ? find('camera-why').dataset[why] : '';
  say('camera-why', Boolean(why));
}

async function openCamera() {
  if (!window.isSecureContext) return explain('insecure');
  if (!navigator.mediaDevices?.getUserMedia) return explain('none');
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch (error) {
    return explain(error.name === 'NotAllowedError' ? 'refused' : 'none');
  }
  explain(null);
  find('camera-video').srcObject = stream;
  await find('camera-video').play();
  say('camera-view', true);
  say('drop', false);
  find('camera-take').focus();
  return undefined;
}

function closeCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  say('camera-view', false);
  say('drop', true);
}

async function take() {
  const video = find('camera-video');
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  classify(new File([blob], 'camera.jpg', { type: 'image/jpeg' }));
}

// ---- what one can do

find('file').addEventListener('change', (event) => {
  if (event.target.files.length > 0) classify(event.target.files[0]);
  event.target.value = '';
});
async function tryOne(name) {
  const response = await fetch(`/api/samples/pictures/${encodeURIComponent(name)}`);
  if (response.ok) classify(new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' }));
  else fail(await problemOf(response));
}
find('samples')?.addEventListener('submit', (event) => {
  event.preventDefault();
  tryOne(event.submitter.value);
});
find('classify-form').addEventListener('submit', (event) => {
  event.preventDefault();
  classify();
});
for (const id of ['labels', 'template', 'top']) {
  find(id)?.addEventListener('change', () => classify());
  find(id)?.addEventListener('input', showCurl);
}
find('camera').addEventListener('click', openCamera);
find('camera-take').addEventListener('click', take);
find('camera-close').addEventListener('click', closeCamera);
find('cancel').addEventListener('click', () => request?.abort());
find('failed-again').addEventListener('click', () => classify());
find('failed-other').addEventListener('click', () => {
  say('failed', false);
  find('file').click();
});
document.addEventListener('polyhead:cancel', () => {
  if (stream) closeCamera();
  else request?.abort();
});
onDrop(([first]) => classify(first));
onKey('c', words.camera, () => (stream ? take() : openCamera()));
onKey('h', words.heat, () => find('heat-on').click());
showCurl();
window.addEventListener('hashchange', open);
open();
