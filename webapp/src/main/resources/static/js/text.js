// The page Text: a chat that streams, and results that can be taken away.

import { copy, number, onKey, problemOf, setCurl, toast } from './frame.js';
import { drawLegend } from './heatmap.js';
import { recall, remember } from './history.js';

const page = document.getElementById('text-page');
const words = page.dataset;
const find = (id) => document.getElementById(id);
const messages = [];
let running = null;
/** Under which name this browser remembers the conversation. */
let conversation = null;

/** Lines of server-sent events, as they arrive. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const parts = rest.split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      if (part.startsWith('data: ') && part !== 'data: [DONE]') yield JSON.parse(part.slice(6));
    }
  }
}

function addTurn(role, text) {
  const turn = document.createElement('li');
  turn.className = 'turn';
  turn.dataset.role = role;
  const who = document.createElement('p');
  who.className = 'who small soft';
  who.textContent = role === 'user' ? words.you : words.answer;
  const said = document.createElement('div');
  said.className = 'said';
  said.textContent = text;
  turn.append(who, said);
  find('turns').append(turn);
  return turn;
}

function request(text) {
  const chats = words.chats === 'true';
  const seed = find('seed').value;
  const system = find('system')?.value.trim();
  const body = {
    model: words.model,
    temperature: Number(find('temperature').value),
    max_tokens: Number(find('most').value),
    stream: true,
    stream_options: { include_usage: true },
  };
  if (seed !== '') body.seed = Number(seed);
  if (!chats) return ['/v1/completions', { ...body, prompt: text }];
  const before = system ? [{ role: 'system', content: system }] : [];
  return ['/v1/chat/completions', { ...body, messages: [...before, ...messages, { role: 'user', content: text }] }];
}

function showCurl(text) {
  const [path, body] = request(text);
  const json = JSON.stringify(body).replaceAll("'", "'\\''");
  setCurl(page, `curl -N ${location.origin}${path} -H 'Content-Type: application/json' -d '${json}'`);
}

function busy(is) {
  find('stop').hidden = !is;
  find('send').disabled = is;
  find('renew').hidden = is || messages.length === 0;
}

function tell(usage, seconds) {
  if (!usage) return;
  const rate = usage.completion_tokens / Math.max(seconds, 0.001);
  find('chat-status').textContent = words.took
    .replace('{tokens}', usage.completion_tokens)
    .replace('{seconds}', number(seconds, 1))
    .replace('{rate}', number(rate, 1));
}

async function say(text) {
  if (find('chat-empty')) find('chat-empty').hidden = true;
  const [path, body] = request(text);
  showCurl(text);
  addTurn('user', text);
  const turn = addTurn('assistant', '');
  const said = turn.querySelector('.said');
  turn.classList.add('writing');
  find('chat-status').textContent = words.writing;
  running = new AbortController();
  busy(true);
  const begun = performance.now();
  let answer = '';
  let usage = null;
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: running.signal,
    });
    if (!response.ok) throw new Error(await problemOf(response));
    for await (const event of events(response)) {
      const choice = event.choices?.[0];
      answer += choice?.delta?.content ?? choice?.text ?? '';
      usage = event.usage ?? usage;
      said.textContent = answer;
      turn.scrollIntoView({ block: 'nearest' });
    }
    find('chat-status').textContent = '';
    tell(usage, (performance.now() - begun) / 1000);
  } catch (error) {
    const stopped = error.name === 'AbortError';
    find('chat-status').textContent = stopped ? words.stopped : '';
    if (!stopped) {
      said.textContent = `${words.failed}: ${error.message}`;
      said.classList.add('turn-failed');
      find('say').value = text;
    }
  }
  turn.classList.remove('writing');
  running = null;
  if (answer !== '') {
    messages.push({ role: 'user', content: text }, { role: 'assistant', content: answer });
    conversation ??= crypto.randomUUID?.() ?? String(Date.now());
    remember('text', `/text?tool=chat&model=${encodeURIComponent(words.model)}#${conversation}`, messages[0].content, messages);
  }
  busy(false);
  find('say').focus();
}

function listenToChat() {
  const form = find('chat-form');
  find('turns').querySelectorAll('.turn').forEach((turn) => {
    messages.push({ role: turn.dataset.role, content: turn.querySelector('.said').textContent });
  });
  const again = () => {
    const kept = location.hash && recall(`${location.pathname}${location.search}${location.hash}`);
    if (!kept || running) return;
    conversation = location.hash.slice(1);
    messages.splice(0, messages.length, ...kept);
    find('turns').replaceChildren();
    messages.forEach(({ role, content }) => addTurn(role, content));
    if (find('chat-empty')) find('chat-empty').hidden = true;
    busy(false);
  };
  window.addEventListener('hashchange', again);
  again();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = find('say').value;
    if (running || text.trim() === '') return;
    find('say').value = '';
    say(text);
  });
  find('say').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  find('stop').addEventListener('click', () => running?.abort());
  document.addEventListener('polyhead:cancel', () => running?.abort());
  const renew = () => {
    if (running) return;
    messages.length = 0;
    conversation = null;
    history.replaceState(null, '', location.pathname + location.search);
    find('turns').replaceChildren();
    if (find('chat-empty')) find('chat-empty').hidden = false;
    find('chat-status').textContent = '';
    busy(false);
    find('say').focus();
  };
  find('renew').addEventListener('click', renew);
  onKey('n', words.keynew, renew);
  document.querySelectorAll('[data-say]').forEach((button) => button.addEventListener('click', () => say(button.dataset.say)));
  find('say').addEventListener('input', () => showCurl(find('say').value));
  showCurl(find('say').value);
  busy(false);
}

function resultText() {
  const rewritten = find('rewritten');
  if (rewritten) return rewritten.textContent;
  const bars = [...document.querySelectorAll('.bars li')].map((bar) => `${bar.querySelector('.bar-word').textContent}\t${bar.querySelector('meter').value}`);
  if (bars.length > 0) return `${bars.join('\n')}\n`;
  const texts = [...document.querySelectorAll('.compared-texts li')].map((text) => text.textContent);
  const values = [...document.querySelectorAll('.matrix .value')].map((value) => value.textContent);
  return `${texts.map((text, y) => [text, ...values.slice(y * texts.length, (y + 1) * texts.length)].join('\t')).join('\n')}\n`;
}

function download(name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([resultText()], { type: 'text/plain;charset=utf-8' }));
  link.download = `${name}.${find('rewritten') ? 'txt' : 'tsv'}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function listenToTool() {
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-result-copy]')) copy(resultText());
    const button = event.target.closest('[data-result-download]');
    if (button) download(button.dataset.name);
    const sample = event.target.closest('#tool-sample');
    if (sample) {
      find('input').value = sample.dataset.text.replaceAll(' | ', '\n');
      find('tool-form').requestSubmit();
    }
  });
  const shown = () => {
    const legend = find('legend');
    if (legend) drawLegend(legend);
  };
  document.addEventListener('htmx:afterSwap', () => {
    shown();
    const result = find('permalink');
    if (result) remember('text', result.getAttribute('href'), `${words.toolname}: ${find('input').value.trim().replace(/\s+/g, ' ')}`);
    find('result')?.focus({ preventScroll: true });
    find('result')?.scrollIntoView({ block: 'nearest' });
  });
  document.addEventListener('htmx:sendError', () => toast(words.failed, 'wrong'));
  shown();
  if (new URLSearchParams(location.search).has('sample')) window.addEventListener('load', () => find('tool-sample').click(), { once: true });
}

// On a phone the tools scroll to the side: the one that is open shows.
const open = document.querySelector('.tools [aria-current]');
open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft - 16;
if (find('chat-form')) listenToChat();
if (find('tool')) listenToTool();
