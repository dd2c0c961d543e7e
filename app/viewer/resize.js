// The plain resize that scores use: area averaging when an image shrinks, bicubic (a = −0.75) when it grows.

function areaTaps(from, to) {
  const ratio = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * ratio, Math.min((i + 1) * ratio, from)];
    const taps = [];
    for (let j = Math.floor(start); j < end - 1e-9; j += 1) {
      taps.push([j, (Math.min(j + 1, end) - Math.max(j, start)) / (end - start)]);
    }
    return taps;
  });
}

function cubicTaps(from, to) {
  const a = -0.75;
  const weight = (t) => {
    const d = Math.abs(t);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  };
  return Array.from({ length: to }, (_, i) => {
    const at = ((i + 0.5) * from) / to - 0.5;
    const low = Math.floor(at);
    return [-1, 0, 1, 2].map((k) => [Math.min(Math.max(low + k, 0), from - 1), weight(at - low - k)]);
  });
}

/** RGBA image at another size. */
export function resize({ data, width, height }, toWidth, toHeight) {
  const taps = toWidth * toHeight < width * height ? areaTaps : cubicTaps;
  const across = taps(width, toWidth);
  const rows = new Float32Array(toWidth * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < toWidth; x += 1) {
      const out = (y * toWidth + x) * 3;
      for (const [j, weight] of across[x]) {
        const i = (y * width + j) * 4;
        rows[out] += data[i] * weight;
        rows[out + 1] += data[i + 1] * weight;
        rows[out + 2] += data[i + 2] * weight;
      }
    }
  }
  const down = taps(height, toHeight);
  const result = new Uint8ClampedArray(toWidth * toHeight * 4);
  for (let y = 0; y < toHeight; y += 1) {
    for (let x = 0; x < toWidth; x += 1) {
      const sum = [0, 0, 0];
      for (const [j, weight] of down[y]) {
        const i = (j * toWidth + x) * 3;
        for (let c = 0; c < 3; c += 1) sum[c] += rows[i + c] * weight;
      }
      const out = (y * toWidth + x) * 4;
      for (let c = 0; c < 3; c += 1) result[out + c] = Math.round(sum[c]);
      result[out + 3] = 255;
    }
  }
  return { data: result, width: toWidth, height: toHeight };
}
