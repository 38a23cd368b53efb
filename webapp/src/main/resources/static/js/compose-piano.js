// A small synthesised piano: partials that fade the faster the higher they are, through a filter that opens with force.

/** Plays notes at exact times on an audio context. */
export class Piano {
  constructor(context) {
    this.context = context;
    this.out = context.createGain();
    const limiter = context.createDynamicsCompressor();
    limiter.threshold.value = -14;
    limiter.ratio.value = 6;
    this.out.connect(limiter).connect(context.destination);
    const strengths = [0, 1, 0.55, 0.32, 0.2, 0.12, 0.08, 0.05, 0.03];
    this.wave = context.createPeriodicWave(new Float32Array(strengths.length), Float32Array.from(strengths));
    this.voices = new Set();
  }

  set volume(value) {
    this.out.gain.setTargetAtTime(value * value, this.context.currentTime, 0.02);
  }

  /** Strikes a key; the answer ends the note when it is called with a time. */
  strike(note, velocity, when) {
    const context = this.context;
    const frequency = 440 * 2 ** ((note - 69) / 12);
    const force = velocity / 127;
    const oscillator = context.createOscillator();
    oscillator.setPeriodicWave(this.wave);
    oscillator.frequency.value = frequency;
    const filter = context.createBiquadFilter();
    filter.type = 'lowpass';
    filter.frequency.setValueAtTime(Math.min(16000, frequency * (2 + 8 * force)), when);
    filter.frequency.setTargetAtTime(frequency * 1.6, when, 0.5);
    const gain = context.createGain();
    const fade = Math.max(0.25, 2.4 - (note - 36) / 30);
    gain.gain.setValueAtTime(0, when);
    gain.gain.linearRampToValueAtTime(0.09 + 0.22 * force * force, when + 0.004);
    gain.gain.setTargetAtTime(0.0001, when + 0.01, fade);
    oscillator.connect(filter).connect(gain).connect(this.out);
    oscillator.start(when);
    const voice = {
      release: (at) => {
        const end = Math.max(at, context.currentTime);
        gain.gain.setTargetAtTime(0, end, 0.06);
        oscillator.stop(end + 0.5);
      },
      silence: () => {
        gain.gain.cancelScheduledValues(0);
        gain.gain.setTargetAtTime(0, context.currentTime, 0.01);
        oscillator.stop(context.currentTime + 0.1);
      },
    };
    this.voices.add(voice);
    oscillator.addEventListener('ended', () => this.voices.delete(voice));
    return voice;
  }

  /** Ends everything now. */
  silence() {
    this.voices.forEach((voice) => voice.silence());
    this.voices.clear();
  }
}

/** Moves through a piece that may still be growing, and lets the piano play what comes next. */
export class Player {
  constructor(onChange) {
    this.onChange = onChange;
    this.notes = [];
    this.position = 0;
    this.playing = false;
    this.loop = false;
    this.growing = false;
    this.volumeWanted = 0.8;
  }

  get seconds() {
    return this.notes.reduce((end, note) => Math.max(end, note.end ?? note.start), 0);
  }

  set volume(value) {
    this.volumeWanted = value;
    if (this.piano) this.piano.volume = value;
  }

  /** Has to be called from a click or a key the first time: browsers allow sound only then. */
  wake() {
    if (!this.context) {
      this.context = new AudioContext();
      this.piano = new Piano(this.context);
      this.piano.volume = this.volumeWanted;
    }
    return this.context.resume();
  }

  async play() {
    await this.wake();
    if (!this.growing && this.position >= this.seconds - 0.05) this.position = 0;
    this.playing = true;
    this.start(this.position);
    this.timer ??= setInterval(() => this.tick(), 60);
    this.onChange();
  }

  start(position) {
    this.origin = this.context.currentTime + 0.08 - position;
    this.scheduled = new Set();
    this.open = [];
    this.from = position;
    this.tick();
  }

  pause() {
    this.position = this.now();
    this.playing = false;
    clearInterval(this.timer);
    this.timer = undefined;
    this.piano?.silence();
    this.onChange();
  }

  seek(position) {
    this.position = Math.max(0, Math.min(position, Math.max(this.seconds, 0)));
    if (this.playing) {
      this.piano.silence();
      this.start(this.position);
    }
    this.onChange();
  }

  /** Another piece. */
  load(notes) {
    const was = this.playing;
    if (was) this.pause();
    this.notes = notes;
    this.position = 0;
    if (was) this.play();
  }

  now() {
    return this.playing ? Math.max(0, this.context.currentTime - this.origin) : this.position;
  }

  tick() {
    if (!this.playing) return;
    const now = this.now();
    for (const note of this.notes) {
      if (note.start < this.from - 0.001 || note.start > now + 0.3 || this.scheduled.has(note)) continue;
      this.scheduled.add(note);
      if (note.start < now - 0.3) continue;
      this.open.push({ note, voice: this.piano.strike(note.note, note.velocity, Math.max(this.origin + note.start, this.context.currentTime)) });
    }
    this.open = this.open.filter(({ note, voice }) => {
      if (note.end == null || note.end > now + 0.3) return true;
      voice.release(this.origin + note.end);
      return false;
    });
    if (now > this.seconds + 0.3 && !this.growing) {
      if (this.loop && this.notes.length > 0) {
        this.start(0);
      } else {
        this.pause();
        this.position = this.seconds;
      }
    }
    this.onChange();
  }
}
