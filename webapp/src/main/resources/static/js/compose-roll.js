// The piano roll: time to the right, pitch upward, sharp on every screen.

import { number } from './frame.js';

const LEFT = 40;
const BOTTOM = 18;
const LAYERS = ['#472d7b', '#2c728e', '#28ae80', '#addc30'];

/** Draws one piece on a canvas, and answers clicks and arrow keys with a moment. */
export class Roll {
  constructor(canvas, label, onSeek) {
    this.canvas = canvas;
    this.piece = { notes: [], seconds: 0, given: 0 };
    this.position = 0;
    this.lines = null;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'slider');
    this.canvas.setAttribute('aria-label', label);
    this.canvas.setAttribute('aria-valuemin', '0');
    canvas.addEventListener('click', (event) => {
      const box = canvas.getBoundingClientRect();
      onSeek(this.timeAt(event.clientX - box.left));
    });
    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: 5, PageDown: -5 }[event.key];
      if (step) onSeek(this.position + step);
      else if (event.key === 'Home') onSeek(0);
      else if (event.key === 'End') onSeek(this.piece.seconds);
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  get width() {
    return this.canvas.clientWidth - LEFT - 4;
  }

  get span() {
    return Math.max(this.piece.seconds, this.piece.wanted ?? 0, 4);
  }

  timeAt(x) {
    return Math.max(0, Math.min(this.piece.seconds, ((x - LEFT) / this.width) * this.span));
  }

  x(time) {
    return LEFT + (time / this.span) * this.width;
  }

  /** Draws on the next frame, however often it is asked. */
  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.paint();
    });
  }

  paint() {
    const { canvas } = this;
    const scale = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (width === 0) return;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const g = canvas.getContext('2d');
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    g.font = `11px ${style.fontFamily}`;
    const pitches = this.piece.notes.map((note) => note.note);
    let low = Math.min(...pitches, 60) - 2;
    let high = Math.max(...pitches, 62) + 2;
    if (high - low < 24) {
      low -= Math.ceil((24 - high + low) / 2);
      high = low + 24;
    }
    const row = (height - BOTTOM) / (high - low + 1);
    const y = (pitch) => (high - pitch) * row;
    this.grid(g, { width, height, low, high, row, y, colour });
    const given = this.piece.given;
    if (given > 0) {
      g.fillStyle = colour('--sunk');
      g.globalAlpha = 0.6;
      g.fillRect(this.x(0), 0, this.x(given) - this.x(0), height - BOTTOM);
      g.globalAlpha = 1;
    }
    for (const note of this.piece.notes) {
      const from = this.x(note.start);
      const to = this.x(note.end ?? Math.max(note.start + 0.05, this.piece.seconds));
      g.globalAlpha = 0.45 + 0.55 * (note.velocity / 127);
      g.fillStyle = note.start < given - 0.001 ? colour('--soft') : colour('--accent');
      g.fillRect(from, y(note.note) + Math.min(1, row * 0.1), Math.max(1.5, to - from - 0.5), Math.max(2, row * 0.8));
    }
    g.globalAlpha = 1;
    if (this.lines) this.attention(g, y, row);
    const at = this.x(this.position);
    g.strokeStyle = colour('--ink');
    g.lineWidth = 1.5;
    g.beginPath();
    g.moveTo(at, 0);
    g.lineTo(at, height - BOTTOM);
    g.stroke();
    canvas.setAttribute('aria-valuemax', this.piece.seconds.toFixed(1));
    canvas.setAttribute('aria-valuenow', this.position.toFixed(1));
    canvas.setAttribute('aria-valuetext', `${number(this.position, 1)} s`);
  }

  grid(g, { width, height, low, high, row, y, colour }) {
    g.strokeStyle = colour('--line');
    g.fillStyle = colour('--soft');
    g.lineWidth = 1;
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    for (let pitch = Math.ceil(low / 12) * 12; pitch <= high; pitch += 12) {
      const line = Math.round(y(pitch) + row) + 0.5;
      g.beginPath();
      g.moveTo(LEFT, line);
      g.lineTo(width, line);
      g.stroke();
      g.fillText(`C${pitch / 12 - 1}`, LEFT - 8, y(pitch) + row / 2);
    }
    const steps = [1, 2, 5, 10, 20, 30, 60, 120];
    const step = steps.find((each) => (each / this.span) * this.width > 44) ?? 300;
    g.textAlign = 'center';
    for (let time = 0; time <= this.span; time += step) {
      const line = Math.round(this.x(time)) + 0.5;
      g.beginPath();
      g.moveTo(line, 0);
      g.lineTo(line, height - BOTTOM);
      g.stroke();
      g.fillText(`${time} s`, Math.max(LEFT + 8, Math.min(width - 14, this.x(time))), height - BOTTOM / 2 + 1);
    }
  }

  /** Arcs from the newest note to what each head looked at; the first layers dark, the last ones bright, as in viridis. */
  attention(g, y, row) {
    const { time, note, layers, lines } = this.lines;
    const toX = this.x(time);
    const toY = y(note) + row / 2;
    for (const line of lines) {
      const fromX = this.x(line.time);
      const fromY = y(line.note) + row / 2;
      g.strokeStyle = LAYERS[Math.min(3, Math.floor((line.layer * 4) / Math.max(1, layers)))];
      g.globalAlpha = Math.min(1, 0.4 + line.weight * 2);
      g.lineWidth = 1.2 + 5 * line.weight;
      g.beginPath();
      g.moveTo(fromX, fromY);
      g.quadraticCurveTo((fromX + toX) / 2, Math.min(fromY, toY) - 12 - Math.abs(toX - fromX) * 0.12, toX, toY);
      g.stroke();
    }
    g.globalAlpha = 1;
  }
}
