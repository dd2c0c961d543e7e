// Difference between two images of one size, pixel by pixel, as one number each.

/** Numbers are stored as integers: absolute and signed in 1/64 of a level, squared in whole squares. */
const UNIT = { absolute: 64, signed: 64, squared: 1 };
const LUMA = [0.299, 0.587, 0.114];
const CHANNEL = { red: 0, green: 1, blue: 2 };

/** Largest value that the scale shows: 255 / gain, squared for squares. */
export function fullScale(mode, gain) {
  return mode === 'squared' ? (255 / gain) ** 2 : 255 / gain;
}

/** Printed ends and middle of the scale. */
export function scaleTicks(mode, gain) {
  const full = fullScale(mode, gain);
  const text = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString());
  return mode === 'signed' ? [`−${text(full)}`, '0', `+${text(full)}`] : ['0', text(full / 2), `≥ ${text(full)}`];
}

/**
 * Difference a − b of two RGBA images of one size: absolute |a − b|, signed, or squared (a − b)². Channel
 * "rgb" is the mean over R, G, B, "luma" that of BT.601. → {data: Int16Array or Uint16Array, width, height}
 */
export function differenceField(a, b, mode, channel) {
  const { width, height } = a;
  const unit = UNIT[mode];
  const out = mode === 'squared' ? new Uint16Array(width * height) : new Int16Array(width * height);
  const one = CHANNEL[channel];
  const [p, q] = [a.data, b.data];
  const value = {
    absolute: Math.abs, signed: (d) => d, squared: (d) => d * d,
  }[mode];
  // Every difference of two bytes, looked up: the loops below run over tens of millions of them.
  const table = Float64Array.from({ length: 511 }, (_, i) => value(i - 255) * unit);
  if (one !== undefined) {
    for (let i = 0, j = one; i < out.length; i += 1, j += 4) out[i] = table[p[j] - q[j] + 255];
  } else if (channel === 'luma') {
    for (let i = 0, j = 0; i < out.length; i += 1, j += 4) {
      const d = LUMA[0] * (p[j] - q[j]) + LUMA[1] * (p[j + 1] - q[j + 1]) + LUMA[2] * (p[j + 2] - q[j + 2]);
      out[i] = Math.round(value(d) * unit);
    }
  } else {
    for (let i = 0, j = 0; i < out.length; i += 1, j += 4) {
      out[i] = Math.round((table[p[j] - q[j] + 255] + table[p[j + 1] - q[j + 1] + 255] + table[p[j + 2] - q[j + 2] + 255]) / 3);
    }
  }
  return { data: out, width, height };
}

/** Half-size field by the mean of 2×2. */
export function halveField({ data, width, height }) {
  const w = Math.ceil(width / 2);
  const h = Math.ceil(height / 2);
  const out = new data.constructor(w * h);
  for (let y = 0; y < h; y += 1) {
    const top = y * 2 * width;
    const bottom = y * 2 + 1 < height ? top + width : top;
    for (let x = 0; x < w; x += 1) {
      const i = x * 2;
      const j = i + 1 < width ? i + 1 : i;
      out[y * w + x] = Math.round((data[top + i] + data[top + j] + data[bottom + i] + data[bottom + j]) / 4);
    }
  }
  return { data: out, width: w, height: h };
}

/** RGBA of a rectangle of a field: `table` holds 256 colours over 0…full scale, or −full…+full if signed. */
export function paintField(field, rect, mode, gain, table) {
  const pixels = new Uint32Array(rect.width * rect.height);
  const full = fullScale(mode, gain) * UNIT[mode];
  const [slope, start] = mode === 'signed' ? [127.5 / full, 127.5] : [255 / full, 0];
  for (let y = 0; y < rect.height; y += 1) {
    const row = (rect.y + y) * field.width + rect.x;
    for (let x = 0; x < rect.width; x += 1) {
      const at = field.data[row + x] * slope + start;
      pixels[y * rect.width + x] = table[at <= 0 ? 0 : at >= 255 ? 255 : Math.round(at)];
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}
