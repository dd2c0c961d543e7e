import assert from 'node:assert/strict';
import test from 'node:test';

import { writeNumbers } from '../../app/viewer/glyphs.js';

function written(numbers, scale, dark = true) {
  const image = { data: new Uint8ClampedArray(scale * scale * 4), width: scale, height: scale };
  writeNumbers(image, numbers, scale / 2, scale / 2, scale, dark);
  return Array.from({ length: scale }, (_, y) => Array.from(
    { length: scale }, (__, x) => (image.data[(y * scale + x) * 4 + 3] ? '#' : '.'),
  ).join(''));
}

test('three numbers fit into sixteen pixels and their lines stay apart', () => {
  const rows = written([255, 188, 200], 16);
  const filled = rows.map((row) => row.includes('#'));
  assert.deepEqual(filled.map((on, y) => (on ? '' : y)).filter((y) => y !== ''), [0, 5, 10, 15]);
  assert.ok(rows.every((row) => row.startsWith('.') && row.endsWith('.')), 'neighbours touch');
});

test('a difference down to −255 fits, and every digit looks different', () => {
  assert.ok(written([-255, -255, -255], 16).every((row) => row.endsWith('.')));
  for (const scale of [16, 18]) {
    const shapes = new Set(Array.from({ length: 10 }, (_, digit) => written([digit], scale).join('\n')));
    assert.equal(shapes.size, 10);
  }
});

test('white on dark ground, black on light, nothing beyond the image', () => {
  const image = { data: new Uint8ClampedArray(8 * 8 * 4), width: 8, height: 8 };
  writeNumbers(image, [255, 255, 255], 0, 0, 16, true);
  assert.ok(image.data.some((value, i) => i % 4 === 0 && value === 255));
  writeNumbers(image, [255, 255, 255], 100, -100, 16, false);
  const black = { data: new Uint8ClampedArray(16 * 16 * 4), width: 16, height: 16 };
  writeNumbers(black, [1, 1, 1], 8, 8, 16, false);
  assert.ok(black.data.every((value, i) => i % 4 === 3 || value === 0));
});
