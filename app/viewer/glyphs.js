// Numbers over pixels, written straight into bytes: thousands of them a frame, for which a canvas is too slow.

import { clamp } from './geometry.js';

/** Below this pitch of lines, in device pixels, letters of the system blur: faces of whole pixels stay sharp. */
const SMALLEST_TYPE = 8;
/** Three pixels wide, four or five high by the pitch; each row as an octal digit. */
const TINY = {
  5: { 0: '7557', 1: '6227', 2: '6127', 3: '7317', 4: '5571', 5: '7616', 6: '4757', 7: '7122', 8: '7757', 9: '7571', '−': '0060' },
  6: { 0: '75557', 1: '26227', 2: '71747', 3: '71317', 4: '55711', 5: '74717', 6: '74757', 7: '71122', 8: '75757', 9: '75717', '−': '00600' },
};
const CHARACTERS = Object.keys(TINY[5]);
const faces = new Map();

/** A character as coverage in 0…255, with the step to the next one. */
function tinyGlyph(character, rows) {
  const alpha = Uint8Array.from({ length: rows.length * 3 }, (_, i) => ((Number(rows[Math.floor(i / 3)]) >> (2 - (i % 3))) & 1) * 255);
  return { alpha, width: 3, height: rows.length, step: character === '−' ? 3 : 4 };
}

function systemGlyph(context, character, size) {
  const width = Math.ceil(context.measureText(character).width) + 1;
  const height = Math.ceil(size * 0.8);
  context.clearRect(0, 0, width, height);
  context.fillText(character, 0, height - 1);
  const { data } = context.getImageData(0, 0, width, height);
  return { alpha: Uint8Array.from({ length: width * height }, (_, i) => data[i * 4 + 3]), width, height, step: width - 1 };
}

/** The glyphs for lines that stand `pitch` device pixels apart. */
function faceOf(pitch) {
  if (faces.has(pitch)) return faces.get(pitch);
  let glyph = (character) => tinyGlyph(character, TINY[Math.min(pitch, 6)][character]);
  if (pitch >= SMALLEST_TYPE) {
    const size = Math.round(pitch * 1.15);
    const context = Object.assign(document.createElement('canvas'), { width: size * 2, height: size * 2 }).getContext('2d', { willReadFrequently: true });
    context.font = `${size}px system-ui, sans-serif`;
    glyph = (character) => systemGlyph(context, character, size);
  }
  const face = new Map(CHARACTERS.map((character) => [character, glyph(character)]));
  faces.set(pitch, face);
  return face;
}

/** Blend a glyph's black or white into RGBA bytes at (left, top). */
function stamp({ data, width, height }, glyph, left, top, value) {
  for (let y = Math.max(0, -top); y < glyph.height && top + y < height; y += 1) {
    for (let x = Math.max(0, -left); x < glyph.width && left + x < width; x += 1) {
      const alpha = glyph.alpha[y * glyph.width + x];
      if (!alpha) continue;
      const i = ((top + y) * width + left + x) * 4;
      data[i] = data[i + 1] = data[i + 2] = value;
      data[i + 3] = Math.max(data[i + 3], alpha);
    }
  }
}

/** Largest type, in device pixels between lines: beyond it, numbers stop growing with their pixels. */
const LARGEST_PITCH = 15;

/**
 * Writes whole numbers below each other around the middle (x, y) of a pixel `scale` device pixels wide into `image`
 * (RGBA bytes, width, height), white on dark ground and black on light.
 */
export function writeNumbers(image, numbers, x, y, scale, dark, ratio = 1) {
  const pitch = clamp(Math.floor(scale / 3), 5, LARGEST_PITCH * ratio);
  const face = faceOf(pitch);
  const value = dark ? 255 : 0;
  numbers.forEach((number, line) => {
    const glyphs = [...String(number).replace('-', '−')].map((character) => face.get(character));
    const across = glyphs.reduce((sum, glyph) => sum + glyph.step, 0) - 1;
    let left = Math.round(x - across / 2);
    const top = Math.round(y + (line - (numbers.length - 1) / 2) * pitch - glyphs[0].height / 2);
    for (const glyph of glyphs) {
      stamp(image, glyph, left, top, value);
      left += glyph.step;
    }
  });
}
