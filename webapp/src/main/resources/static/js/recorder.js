// Records from the microphone and draws how loud it is.

/** Says why there is no microphone here, as a key of the page's messages; null if there may be one. */
export function missing() {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return 'none';
  return null;
}

/** One recording; `start` asks for the microphone, `stop` gives the sound as a file. */
export class Recorder {
  #canvas;
  #onTime;
  #stream;
  #recorder;
  #audio;
  #chunks = [];
  #levels = [];
  #frame;
  #begun;

  constructor(canvas, onTime) {
    this.#canvas = canvas;
    this.#onTime = onTime;
  }

  async start() {
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: true } });
    this.#recorder = new MediaRecorder(this.#stream);
    this.#recorder.addEventListener('dataavailable', (event) => this.#chunks.push(event.data));
    this.#recorder.start(250);
    this.#audio = new AudioContext();
    const analyser = this.#audio.createAnalyser();
    analyser.fftSize = 1024;
    this.#audio.createMediaStreamSource(this.#stream).connect(analyser);
    this.#begun = performance.now();
    this.#draw(analyser, new Float32Array(analyser.fftSize));
  }

  /** Ends the recording; gives null if there is nothing to hear. */
  async stop() {
    const ended = new Promise((resolve) => this.#recorder.addEventListener('stop', resolve, { once: true }));
    this.#recorder.stop();
    await ended;
    this.#release();
    const type = this.#recorder.mimeType || 'audio/webm';
    const ending = type.includes('mp4') ? 'm4a' : type.includes('ogg') ? 'ogg' : 'webm';
    const now = new Date();
    const two = (number) => String(number).padStart(2, '0');
    const name = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${ending}`;
    const blob = new Blob(this.#chunks, { type });
    return blob.size === 0 ? null : new File([blob], name, { type });
  }

  discard() {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    this.#release();
  }

  #release() {
    cancelAnimationFrame(this.#frame);
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#audio?.close();
    this.#audio = undefined;
  }

  #draw(analyser, samples) {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
    // From -60 dB to 0 dB.
    this.#levels.push(Math.max(0, Math.min(1, 1 + Math.log10(loudness + 1e-9) / 3)));
    this.#onTime((performance.now() - this.#begun) / 1000);
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    const bar = 4;
    this.#levels = this.#levels.slice(-Math.floor(width / bar));
    this.#levels.forEach((level, at) => {
      const tall = Math.max(2, level * height);
      pen.fillRect(at * bar, (height - tall) / 2, bar - 2, tall);
    });
    this.#frame = requestAnimationFrame(() => this.#draw(analyser, samples));
  }
}
