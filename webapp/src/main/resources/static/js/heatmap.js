// Draws where a model looked over a picture, in the viridis scale.

/** Colours of the scale at equal distances, from least to most. */
const VIRIDIS = [
  [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142],
  [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37],
];

/** The colour of a value from 0 to 1, as [red, green, blue]. */
export function viridis(value) {
  const at = Math.max(0, Math.min(1, value)) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return VIRIDIS[low].map((from, i) => Math.round(from + (at - low) * (VIRIDIS[low + 1][i] - from)));
}

/** One pixel a patch. */
function patches({ rows, columns, values }) {
  const small = document.createElement('canvas');
  small.width = columns;
  small.height = rows;
  const pen = small.getContext('2d');
  const image = pen.createImageData(columns, rows);
  values.forEach((value, i) => {
    image.data.set([...viridis(value), 255], 4 * i);
  });
  pen.putImageData(image, 0, 0);
  return small;
}

/** Draws a heat map over the part of the picture that the model saw. */
export function drawOver(pen, width, height, map, strength) {
  const { left, top, width: part, height: tall } = map.region;
  pen.save();
  pen.globalAlpha = strength;
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(patches(map), left * width, top * height, part * width, tall * height);
  pen.restore();
}

/** Fills a canvas with the map, sharp on any screen. */
export function showOver(canvas, map, strength) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  drawOver(pen, width, height, map, strength);
}

/** Draws the scale itself. */
export function drawLegend(canvas) {
  canvas.width = 256;
  canvas.height = 1;
  const pen = canvas.getContext('2d');
  for (let x = 0; x < 256; x += 1) {
    pen.fillStyle = `rgb(${viridis(x / 255).join(' ')})`;
    pen.fillRect(x, 0, 1, 1);
  }
}

/** Which ninths of the picture hold the most attention, most first: 0 is the top left, 8 the bottom right. */
export function hottest({ rows, columns, values }, count) {
  const sums = new Array(9).fill(0);
  const sizes = new Array(9).fill(0);
  values.forEach((value, i) => {
    const row = Math.min(2, Math.floor((3 * Math.floor(i / columns)) / rows));
    const column = Math.min(2, Math.floor((3 * (i % columns)) / columns));
    sums[3 * row + column] += value;
    sizes[3 * row + column] += 1;
  });
  return sums
    .map((sum, place) => ({ place, mean: sum / Math.max(1, sizes[place]) }))
    .sort((one, other) => other.mean - one.mean)
    .slice(0, count)
    .map(({ place }) => place);
}
