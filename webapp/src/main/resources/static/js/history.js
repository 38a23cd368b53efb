// What this browser made: each page's own results, kept here and nowhere else, until they are cleared.

import { showAges } from './frame.js';

const STORE = 'polyhead.history';
const MOST = 30;

function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; // a browser that keeps nothing, or something else under this name
  }
}

function keep(entries) {
  for (let count = entries.length; count >= 0; count--) {
    try {
      localStorage.setItem(STORE, JSON.stringify(entries.slice(0, count)));
      return;
    } catch {
      // The room is used up: the oldest goes.
    }
  }
}

/**
 * Remembers a result; the same address takes the place of its older entry.
 *
 * @param page whose result it is
 * @param href where it is shown again
 * @param title what it is called
 * @param data what the page needs besides to show it again
 */
export function remember(page, href, title, data) {
  const others = all().filter((entry) => entry.href !== href);
  keep([{ page, href, title: title.slice(0, 120), at: new Date().toISOString(), data }, ...others].slice(0, MOST));
  showHistory();
}

/** What was remembered with this address; undefined if nothing was. */
export function recall(href) {
  return all().find((entry) => entry.href === href)?.data;
}

function row({ page, href, title, at }, place) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = title;
  const more = document.createElement('span');
  more.className = 'small soft tabular';
  const time = document.createElement('time');
  time.dateTime = at;
  time.dataset.ago = '';
  const names = [...document.querySelectorAll('.rail li a')].find((entry) => entry.dataset.entry === page);
  if (place.dataset.history === 'all' && names) more.append(`${names.textContent.trim()} · `);
  more.append(time);
  item.append(link, more);
  return item;
}

/** Draws every list of this page anew. */
export function showHistory() {
  document.querySelectorAll('[data-history]').forEach((place) => {
    const mine = all().filter((entry) => place.dataset.history === 'all' || entry.page === place.dataset.history);
    place.querySelector('ul').replaceChildren(...mine.slice(0, Number(place.dataset.most)).map((entry) => row(entry, place)));
    place.hidden = mine.length === 0;
  });
  showAges();
}

/** Drops what this page would have shown, were it still there, and says so. */
function forgetGone(said) {
  const here = location.pathname + location.search;
  const left = all().filter((entry) => entry.href !== here);
  if (left.length === all().length) return;
  keep(left);
  said.hidden = false;
}

document.addEventListener('click', (event) => {
  const place = event.target.closest?.('[data-history-clear]')?.closest('[data-history]');
  if (!place) return;
  keep(all().filter((entry) => place.dataset.history !== 'all' && entry.page !== place.dataset.history));
  showHistory();
  document.getElementById('main').focus({ preventScroll: true });
});
window.addEventListener('storage', showHistory);
window.addEventListener('pageshow', showHistory);
showHistory();
const gone = document.querySelector('[data-gone]');
if (gone) forgetGone(gone);
