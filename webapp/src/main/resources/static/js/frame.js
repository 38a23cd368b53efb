// What every page can do: keys, dropping files, toasts, copying, and curl.

const keys = new Map();
const dropHandlers = [];

/** Offers a key on this page; its word stands in the dialog that `?` opens. */
export function onKey(key, word, action) {
  keys.set(key.toLowerCase(), action);
  const list = document.getElementById('page-keys');
  const row = document.createElement('div');
  const term = document.createElement('dt');
  const kbd = document.createElement('kbd');
  kbd.textContent = key === ' ' ? '␣' : key.length === 1 ? key.toUpperCase() : key;
  term.append(kbd);
  const meaning = document.createElement('dd');
  meaning.textContent = word;
  row.append(term, meaning);
  list.append(row);
}

/** Takes files dropped anywhere on the page, or pasted. */
export function onDrop(take) {
  dropHandlers.push(take);
}

/** Says something for a moment; kind is 'good' or 'wrong'. */
export function toast(text, kind = 'good') {
  const note = document.createElement('p');
  note.className = `toast ${kind}`;
  note.textContent = text;
  const toasts = document.getElementById('toasts');
  toasts.append(note);
  setTimeout(() => note.remove(), kind === 'wrong' ? 8000 : 3000);
}

/** Puts text on the clipboard and says so. */
export async function copy(text) {
  const words = document.getElementById('toasts').dataset;
  try {
    await navigator.clipboard.writeText(text);
    toast(words.copied);
  } catch {
    toast(words.failed, 'wrong');
  }
}

/** Changes the call that "Show as curl" shows. */
export function setCurl(within, command) {
  const place = within.querySelector('.curl-text');
  if (place) place.textContent = command;
}

/** What went wrong, in the server's own words. */
export async function problemOf(response) {
  try {
    const body = await response.json();
    return body.detail ?? body.error?.message ?? `${response.status}`;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}

/** A number as the page's language writes it. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Seconds as 1:05 or 1:02:05. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Whether a key means something to the element that has the focus: what a letter writes, where an arrow moves a slider. */
function isTyping(target, key) {
  if (target.matches?.('input[type=range]') && /^(Arrow|Page|Home|End)/.test(key)) return true;
  return target.closest?.('input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable="true"]') != null;
}

function listenToKeys() {
  const dialog = document.getElementById('keys');
  document.querySelectorAll('[data-keys-open]').forEach((button) => button.addEventListener('click', () => dialog.showModal()));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape') {
      if (!dialog.open) document.dispatchEvent(new CustomEvent('polyhead:cancel'));
      return;
    }
    if (event.defaultPrevented || isTyping(event.target, event.key) || dialog.open) return;
    if (event.key === '?') {
      event.preventDefault();
      dialog.showModal();
    } else if (event.key === '/') {
      const input = document.querySelector('[data-focus]');
      if (input) {
        event.preventDefault();
        input.focus();
      }
    } else {
      const action = keys.get(event.key.toLowerCase());
      const onButton = event.target.closest?.('button, a, summary, audio') && (event.key === ' ' || event.key === 'Enter');
      if (action && !onButton) {
        event.preventDefault();
        action(event);
      }
    }
  });
}

function listenToDrops() {
  const veil = document.getElementById('drop-veil');
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const end = () => {
    depth = 0;
    veil.classList.remove('shown');
  };
  document.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    if (dropHandlers.length > 0) veil.classList.add('shown');
  });
  document.addEventListener('dragleave', (event) => {
    if (hasFiles(event) && --depth <= 0) end();
  });
  document.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    end();
    const files = [...event.dataTransfer.files];
    if (files.length > 0) dropHandlers.forEach((take) => take(files));
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && dropHandlers.length > 0) {
      event.preventDefault();
      dropHandlers.forEach((take) => take(files));
    }
  });
}

function listenToCopies() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    const place = (button.closest('details, section, form') ?? document).querySelector(button.dataset.copy);
    copy(place?.value ?? place?.textContent ?? '');
  });
}

export function showAges(within = document) {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
  within.querySelectorAll('time[data-ago]').forEach((time) => {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [size, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']]
      .find(([length]) => Math.abs(seconds) >= length) ?? [1, 'second'];
    time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang);
    time.textContent = format.format(Math.round(seconds / size), unit);
  });
}

document.documentElement.classList.add('js');
listenToKeys();
listenToDrops();
listenToCopies();
showAges();
document.addEventListener('htmx:afterSwap', () => showAges());
document.addEventListener('htmx:responseError', () => toast(document.getElementById('toasts').dataset.failed, 'wrong'));
