// Draws a recording and lets one jump within it.

/** A waveform on a canvas that is also a slider. */
export class Waveform {
  #canvas;
  #seek;
  #peaks = [];
  #duration = 0;
  #position = 0;

  constructor(canvas, seek) {
    this.#canvas = canvas;
    this.#seek = seek;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#jump(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.#jump(event);
    });
    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30 }[event.key];
      if (step) seek(Math.max(0, Math.min(this.#duration, this.#position + step)));
      else if (event.key === 'Home') seek(0);
      else if (event.key === 'End') seek(this.#duration);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  load(duration, peaks) {
    this.#duration = duration;
    this.#peaks = peaks;
    this.draw();
  }

  get duration() {
    return this.#duration;
  }

  move(seconds, words) {
    this.#position = seconds;
    this.#canvas.setAttribute('aria-valuenow', seconds.toFixed(1));
    this.#canvas.setAttribute('aria-valuetext', words);
    this.draw();
  }

  #jump(event) {
    const box = this.#canvas.getBoundingClientRect();
    this.#seek(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * this.#duration);
  }

  draw() {
    const canvas = this.#canvas;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (width === 0) return;
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const played = style.getPropertyValue('--accent');
    const ahead = style.getPropertyValue('--line-strong');
    const bars = Math.floor(width / 3);
    const loudest = Math.max(0.05, ...this.#peaks);
    const here = this.#duration > 0 ? this.#position / this.#duration : 0;
    for (let bar = 0; bar < bars; bar++) {
      const from = Math.floor((bar * this.#peaks.length) / bars);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * this.#peaks.length) / bars));
      let peak = 0;
      for (let at = from; at < to && at < this.#peaks.length; at++) peak = Math.max(peak, this.#peaks[at]);
      const tall = Math.max(1.5, (peak / loudest) * (height - 8));
      pen.fillStyle = bar / bars < here ? played : ahead;
      pen.fillRect(bar * 3, (height - tall) / 2, 2, tall);
    }
    pen.fillStyle = played;
    pen.fillRect(Math.min(width - 2, here * width), 0, 2, height);
  }
}
