// Image pyramids: each level averages 2×2 pixels of the one below, cut into tiles that any GPU can hold.

export const TILE = 1024;

/** Half-size copy of RGBA pixels by the mean of 2×2; the last row or column of an odd side is averaged with itself. */
export function halve({ data, width, height }) {
  const w = Math.ceil(width / 2);
  const h = Math.ceil(height / 2);
  const out = new Uint8ClampedArray(w * h * 4);
  const source = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const target = new Uint32Array(out.buffer);
  const low = 0x00ff00ff;
  for (let y = 0; y < h; y += 1) {
    const top = y * 2 * width;
    const bottom = y * 2 + 1 < height ? top + width : top;
    for (let x = 0; x < w; x += 1) {
      const i = x * 2;
      const j = i + 1 < width ? i + 1 : i;
      const a = source[top + i];
      const b = source[top + j];
      const c = source[bottom + i];
      const d = source[bottom + j];
      // Two channels at a time: each sum of four bytes plus rounding fits in its 16 bits.
      const even = ((a & low) + (b & low) + (c & low) + (d & low) + 0x00020002) >>> 2;
      const odd = (((a >>> 8) & low) + ((b >>> 8) & low) + ((c >>> 8) & low) + ((d >>> 8) & low) + 0x00020002) >>> 2;
      target[y * w + x] = (even & low) | ((odd & low) << 8);
    }
  }
  return { data: out, width: w, height: h };
}

/** Levels from full size down to one that is at most `stop` pixels a side. */
export function buildLevels(image, stop = 64) {
  const levels = [image];
  while (Math.max(levels[levels.length - 1].width, levels[levels.length - 1].height) > stop) {
    levels.push(halve(levels[levels.length - 1]));
  }
  return levels;
}

/** A rectangle of RGBA pixels as its own buffer. */
export function cut({ data, width }, x, y, w, h) {
  const out = new Uint8ClampedArray(w * h * 4);
  for (let row = 0; row < h; row += 1) {
    const start = ((y + row) * width + x) * 4;
    out.set(data.subarray(start, start + w * 4), row * w * 4);
  }
  return { data: out, width: w, height: h };
}

/** As `cut`, for reading alone: the image itself where the rectangle is all of it, as copies of large images would use much memory. */
export function part(image, x, y, w, h) {
  return x === 0 && y === 0 && w === image.width && h === image.height ? image : cut(image, x, y, w, h);
}

export function tileRects(width, height, tile = TILE) {
  const rects = [];
  for (let y = 0; y < height; y += tile) {
    for (let x = 0; x < width; x += tile) {
      rects.push({ x, y, width: Math.min(tile, width - x), height: Math.min(tile, height - y) });
    }
  }
  return rects;
}
