import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { colourTable } from '../../app/viewer/colormaps.js';
import { differenceField, fullScale, halveField, paintField, scaleTicks } from '../../app/viewer/difference.js';
import { boxPair, histogram, levelsOf, psnr, ssim, suggestCells } from '../../app/viewer/metrics.js';
import { buildLevels, cut, halve, part, tileRects } from '../../app/viewer/pyramid.js';
import { resize } from '../../app/viewer/resize.js';
import { sha256Fallback } from '../../app/viewer/sha256.js';

function image(width, height, value) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i += 1) data.set([...value(i % width, Math.floor(i / width)), 255], i * 4);
  return { data, width, height };
}
const noise = (seed) => (x, y) => [0, 1, 2].map((c) => (Math.imul(x * 7 + y * 13 + c * 29 + seed, 2654435761) >>> 24));

test('SHA-256 equals the reference implementation at every padding length', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    assert.equal(await sha256Fallback(bytes), createHash('sha256').update(bytes).digest('hex'), `length ${length}`);
  }
});

test('a level is the rounded mean of 2×2, odd sides included', () => {
  const whole = image(5, 3, noise(1));
  const half = halve(whole);
  assert.deepEqual([half.width, half.height], [3, 2]);
  const at = (x, y, c) => whole.data[(Math.min(y, 2) * 5 + Math.min(x, 4)) * 4 + c];
  for (let y = 0; y < 2; y += 1) {
    for (let x = 0; x < 3; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        const x2 = x * 2 + 1 < 5 ? x * 2 + 1 : x * 2;
        const y2 = y * 2 + 1 < 3 ? y * 2 + 1 : y * 2;
        const sum = at(x * 2, y * 2, c) + at(x2, y * 2, c) + at(x * 2, y2, c) + at(x2, y2, c);
        assert.equal(half.data[(y * 3 + x) * 4 + c], Math.floor((sum + 2) / 4));
      }
      assert.equal(half.data[(y * 3 + x) * 4 + 3], 255);
    }
  }
});

test('levels stop when they are small, tiles cover everything once', () => {
  assert.deepEqual(buildLevels(image(1000, 10, () => [1, 2, 3]), 256).map((l) => [l.width, l.height]), [[1000, 10], [500, 5], [250, 3]]);
  const rects = tileRects(2500, 1030, 1024);
  assert.equal(rects.reduce((sum, r) => sum + r.width * r.height, 0), 2500 * 1030);
  assert.deepEqual(rects.at(-1), { x: 2048, y: 1024, width: 452, height: 6 });
  const part = cut(image(9, 9, (x, y) => [x, y, 0]), 3, 4, 2, 2);
  assert.deepEqual([...part.data.slice(0, 4), ...part.data.slice(12, 16)], [3, 4, 0, 255, 4, 5, 0, 255]);
});

test('differences by mode and channel', () => {
  const a = image(1, 1, () => [10, 20, 30]);
  const b = image(1, 1, () => [13, 14, 30]);
  const value = (mode, channel) => differenceField(a, b, mode, channel).data[0];
  assert.equal(value('absolute', 'rgb'), 3 * 64);
  assert.equal(value('signed', 'red'), -3 * 64);
  assert.equal(value('signed', 'rgb'), 64);
  assert.equal(value('squared', 'green'), 36);
  assert.equal(value('squared', 'rgb'), 15);
  assert.equal(value('absolute', 'luma'), Math.round((-3 * 0.299 + 6 * 0.587) * 64));
});

test('difference levels keep the mean of absolute values, so that noise does not cancel out', () => {
  const a = image(2, 2, (x) => (x ? [110, 110, 110] : [90, 90, 90]));
  const b = image(2, 2, () => [100, 100, 100]);
  assert.equal(halveField(differenceField(a, b, 'absolute', 'rgb')).data[0], 640);
  assert.equal(halveField(differenceField(a, b, 'signed', 'rgb')).data[0], 0);
});

test('the scale is painted end to end and printed', () => {
  const table = colourTable('grey');
  const field = { data: Int16Array.of(0, 64 * 255, 64 * 128), width: 3, height: 1 };
  const painted = paintField(field, { x: 0, y: 0, width: 3, height: 1 }, 'absolute', 1, table);
  assert.deepEqual([painted[0], painted[4], painted[8], painted[3]], [0, 255, 128, 255]);
  const signed = paintField({ data: Int16Array.of(-9000, 0, 9000), width: 3, height: 1 }, { x: 0, y: 0, width: 3, height: 1 }, 'signed', 2, table);
  assert.deepEqual([signed[0], signed[4], signed[8]], [0, 128, 255]);
  assert.equal(fullScale('squared', 2), 127.5 ** 2);
  assert.deepEqual(scaleTicks('signed', 2), ['−128', '0', '+128']);
  assert.deepEqual(scaleTicks('absolute', 4), ['0', '31.9', '≥ 63.8']);
});

test('maps run from dark to light without stepping back', () => {
  for (const name of ['inferno', 'viridis', 'grey']) {
    const bytes = new Uint8Array(colourTable(name).buffer);
    let last = -1;
    for (let i = 0; i < 256; i += 1) {
      const luma = 0.2126 * bytes[i * 4] + 0.7152 * bytes[i * 4 + 1] + 0.0722 * bytes[i * 4 + 2];
      assert.ok(luma >= last - 0.6, `${name} falls at ${i}`);
      last = luma;
    }
  }
});

test('PSNR and SSIM at their limits', () => {
  const a = image(20, 15, noise(1));
  const b = image(20, 15, noise(2));
  assert.equal(psnr(a, a), Infinity);
  assert.ok(Math.abs(ssim(a, a) - 1) < 1e-12);
  assert.ok(ssim(a, b) < 0.2);
  assert.ok(Number.isNaN(ssim(cut(a, 0, 0, 10, 15), cut(b, 0, 0, 10, 15))));
  const off = image(20, 15, (x, y) => noise(1)(x, y).map((v) => (v > 127 ? v - 10 : v + 10)));
  assert.ok(Math.abs(psnr(a, off) - 20 * Math.log10(25.5)) < 1e-9);
});

test('histograms are shares', () => {
  const bins = histogram(image(4, 4, (x) => (x < 1 ? [0, 0, 0] : [255, 255, 255])), 4);
  assert.deepEqual(bins, [0.25, 0, 0, 0.75]);
});

test('suggested cells: best, worst, and where else methods differ', () => {
  const errors = { baseline: [100, 100, 100, 5000], guided: [100, 1, 900, 4000] };
  assert.deepEqual(suggestCells(errors, 'guided'), [
    { cell: 1, kind: 'best' }, { cell: 2, kind: 'worst' }, { cell: 3, kind: 'differ' },
  ]);
  assert.deepEqual(suggestCells({ guided: [1, 9, 5, 7] }, 'guided').map(({ cell }) => cell), [1, 3, 2]);
});

test('a plain resize keeps flat areas and averages areas', () => {
  const flat = resize(image(7, 5, () => [9, 99, 199]), 16, 11);
  for (let i = 0; i < flat.data.length; i += 4) assert.deepEqual([...flat.data.slice(i, i + 4)], [9, 99, 199, 255]);
  const small = resize(image(4, 2, (x) => [x * 40, 0, 0]), 2, 1);
  assert.deepEqual([small.data[0], small.data[4]], [20, 100]);
});

test('best and worst are shown even where a method wins or loses everywhere', () => {
  assert.deepEqual(suggestCells({ baseline: [100, 100, 100], guided: [1, 50, 20] }, 'guided').map(({ kind }) => kind),
    ['best', 'hardly better', 'differ']);
  assert.deepEqual(suggestCells({ baseline: [1, 1, 1], guided: [9, 50, 2] }, 'guided').map(({ cell, kind }) => [cell, kind]),
    [[2, 'hardly worse'], [1, 'worst'], [0, 'differ']]);
});

test('least, mean and greatest value by channel', () => {
  const found = levelsOf(image(2, 2, (x, y) => [x * 10, 200 + y * 50, 7]));
  assert.deepEqual(found, { min: [0, 200, 7], mean: [5, 225, 7], max: [10, 250, 7] });
});

test('all of an image is read where it is, a part of it is cut', () => {
  const whole = image(30, 20, noise(1));
  assert.equal(part(whole, 0, 0, 30, 20), whole);
  assert.deepEqual(part(whole, 1, 2, 3, 4), cut(whole, 1, 2, 3, 4));
});

test('a box around everything scores as the image does; a border can leave nothing', () => {
  const [a, b] = [image(30, 20, noise(1)), image(30, 20, noise(2))];
  const all = { x: 0, y: 0, width: 30, height: 20 };
  assert.equal(psnr(...boxPair(a, b, all, 'rgb')), psnr(a, b));
  assert.equal(ssim(...boxPair(a, b, all, 'rgb')), ssim(a, b));
  assert.equal(boxPair(a, b, all, 'rgb-crop4')[0].width, 22);
  assert.equal(boxPair(a, b, { x: 0, y: 0, width: 4, height: 20 }, 'rgb-crop4'), null);
});
