// PSNR and SSIM of two RGBA images of one size, alpha ignored, under the protocols of restoration/metrics.py.

import { part } from './pyramid.js';

const RADIUS = 5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
const WINDOW = (() => {
  const raw = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * 1.5 ** 2)));
  const sum = raw.reduce((a, b) => a + b);
  return Float64Array.from(raw, (value) => value / sum);
})();

/** A protocol compares channels: functions that read one from the bytes of the pixel at `i`. */
const RGB_ALL = [0, 1, 2].map((channel) => (data, i) => data[i + channel]);
const LUMA_601 = [(data, i) => 16 + (65.481 * data[i] + 128.553 * data[i + 1] + 24.966 * data[i + 2]) / 255];
const brightened = (gain) => RGB_ALL.map((read) => (data, i) => Math.min(255, read(data, i) * gain));

/** Mean over R, G and B of all pixels. */
export function meanOf({ data }) {
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
  return sum / ((data.length / 4) * 3);
}

/**
 * What psnr and ssim take to score `box` of two whole images: their parts and how they are read. Border and brightness
 * are those of the whole images, as in their own numbers; null where nothing is left of the box.
 */
export function boxPair(image, truth, box, protocol) {
  const border = protocol.endsWith('-crop4') && Math.min(truth.width, truth.height) > 8 ? 4 : 0;
  const [x, y] = [Math.max(box.x, border), Math.max(box.y, border)];
  const width = Math.min(box.x + box.width, truth.width - border) - x;
  const height = Math.min(box.y + box.height, truth.height - border) - y;
  if (width < 1 || height < 1) return null;
  const reads = protocol.startsWith('y') ? LUMA_601 : RGB_ALL;
  const own = protocol === 'rgb-gtmean' ? brightened(meanOf(truth) / Math.max(meanOf(image), 1e-6)) : reads;
  return [part(image, x, y, width, height), part(truth, x, y, width, height), own, reads];
}

/** Mean squared error over the channels. */
export function meanSquaredError(a, b, readsA = RGB_ALL, readsB = RGB_ALL) {
  let sum = 0;
  for (let c = 0; c < readsA.length; c += 1) {
    const [p, q] = [readsA[c], readsB[c]];
    for (let i = 0; i < a.data.length; i += 4) sum += (p(a.data, i) - q(b.data, i)) ** 2;
  }
  return sum / ((a.data.length / 4) * readsA.length);
}

/** dB; Infinity if identical. */
export function psnr(a, b, readsA = RGB_ALL, readsB = RGB_ALL) {
  return 10 * Math.log10(255 ** 2 / meanSquaredError(a, b, readsA, readsB));
}

/** The window over a plane, where it lies inside: (w − 10) × (h − 10). */
function blur(plane, w, h) {
  const wide = w - 2 * RADIUS;
  const high = h - 2 * RADIUS;
  const rows = new Float64Array(wide * h);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      let sum = 0;
      for (let k = 0; k < WINDOW.length; k += 1) sum += WINDOW[k] * plane[y * w + x + k];
      rows[y * wide + x] = sum;
    }
  }
  const out = new Float64Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      let sum = 0;
      for (let k = 0; k < WINDOW.length; k += 1) sum += WINDOW[k] * rows[(y + k) * wide + x];
      out[y * wide + x] = sum;
    }
  }
  return out;
}

/** Sum of SSIM over the windows of rows `from`…`to` (ends exclusive) of one channel. */
function ssimBand(a, b, readA, readB, from, to) {
  const w = a.width;
  const h = to - from + 2 * RADIUS;
  const [x, y, xx, yy, xy] = Array.from({ length: 5 }, () => new Float64Array(w * h));
  for (let i = 0, j = from * w * 4; i < x.length; i += 1, j += 4) {
    x[i] = readA(a.data, j);
    y[i] = readB(b.data, j);
    xx[i] = x[i] * x[i];
    yy[i] = y[i] * y[i];
    xy[i] = x[i] * y[i];
  }
  const [mx, my, mxx, myy, mxy] = [x, y, xx, yy, xy].map((plane) => blur(plane, w, h));
  let sum = 0;
  for (let i = 0; i < mx.length; i += 1) {
    const product = mx[i] * my[i];
    const squares = mx[i] * mx[i] + my[i] * my[i];
    sum += ((2 * product + C1) * (2 * (mxy[i] - product) + C2)) / ((squares + C1) * (mxx[i] + myy[i] - squares + C2));
  }
  return sum;
}

/** Mean SSIM over channels and windows inside the image; NaN below 11 pixels a side. Works in bands, to stay small. */
export function ssim(a, b, readsA = RGB_ALL, readsB = RGB_ALL) {
  const [wide, high] = [a.width - 2 * RADIUS, a.height - 2 * RADIUS];
  if (wide < 1 || high < 1) return NaN;
  let sum = 0;
  for (let y = 0; y < high; y += 128) {
    for (let c = 0; c < readsA.length; c += 1) sum += ssimBand(a, b, readsA[c], readsB[c], y, Math.min(y + 128, high));
  }
  return sum / (wide * high * readsA.length);
}

/** Share of pixels in each of `bins` steps of brightness (BT.601 luma). */
export function histogram(image, bins = 48) {
  const out = new Array(bins).fill(0);
  for (let i = 0; i < image.data.length; i += 4) {
    const luma = 0.299 * image.data[i] + 0.587 * image.data[i + 1] + 0.114 * image.data[i + 2];
    out[Math.min(bins - 1, Math.floor((luma / 256) * bins))] += 1;
  }
  return out.map((count) => count / (image.data.length / 4));
}

/** Least, mean and greatest value of R, G and B: {min, mean, max}, three numbers each. */
export function levelsOf({ data }) {
  const [min, sum, max] = [[255, 255, 255], [0, 0, 0], [0, 0, 0]];
  for (let c = 0; c < 3; c += 1) {
    let [low, all, high] = [255, 0, 0];
    for (let i = c; i < data.length; i += 4) {
      const value = data[i];
      if (value < low) low = value;
      if (value > high) high = value;
      all += value;
    }
    [min[c], sum[c], max[c]] = [low, all, high];
  }
  return { min, mean: sum.map((all) => all / (data.length / 4)), max };
}

/**
 * Where to look. `errors` maps a method to its squared error per cell (arrays of one length), cells in rows of
 * `columns`. → [{cell, kind}], each cell once: where `first` beats all others most ("best", or "hardly worse" if it beats
 * them nowhere), where it loses most ("worst", or "hardly better"), where else they differ most. With one method alone: the three cells where it differs most from what it was compared with.
 */
export function suggestCells(errors, first) {
  const methods = Object.keys(errors);
  const cells = errors[methods[0]].map((_, i) => i);
  const others = methods.filter((name) => name !== first);
  const decibel = (name, i) => -10 * Math.log10(errors[name][i] + 1);
  const spread = (i) => {
    const values = methods.map((name) => decibel(name, i));
    return Math.max(...values) - Math.min(...values);
  };
  const lead = (i) => decibel(first, i) - Math.max(...others.map((name) => decibel(name, i)));
  const found = [];
  const pick = (score) => cells.filter((i) => !found.some(({ cell }) => cell === i))
    .reduce((best, i) => (best === null || score(i) > score(best) ? i : best), null);
  const add = (cell, kind) => {
    if (cell !== null) found.push({ cell, kind });
  };
  if (methods.length === 1) {
    for (let i = 0; i < 3; i += 1) add(pick((cell) => errors[first][cell]), 'differ');
    return found;
  }
  if (methods.includes(first) && others.length) {
    const best = pick(lead);
    add(best, lead(best) > 0 ? 'best' : 'hardly worse');
    const worst = pick((i) => -lead(i));
    if (worst !== null) add(worst, lead(worst) < 0 ? 'worst' : 'hardly better');
  }
  add(pick(spread), 'differ');
  return found;
}
