import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { deflateSync } from 'node:zlib';

import { createCore, serveCore } from '../../app/viewer/core.js';
import { fileOf, openCanvases, picture } from './canvas.mjs';
import { openPage } from './page.mjs';

const a = picture(150, 80, (x, y) => [x, y, (x * y) % 256]);
const b = picture(150, 80, (x, y) => [x, Math.min(y + (x < 20 && y < 20 ? 40 : 0), 255), (x * y) % 256]);
const twice = picture(300, 160, (x, y) => [x >> 1, y >> 1, x + y ? 9 : 255]);
const frame = { width: 150, height: 80 };
const files = { 'http://x/a': a, 'http://x/b': b, 'http://x/twice': twice };

/** A core whose addresses lead to the images above, and what it reported. */
function openCore(more = {}) {
  openPage();
  openCanvases();
  globalThis.fetch = async (url) => {
    const found = { ...files, ...more }[url];
    return found ? new Response(found instanceof Uint8Array ? found : fileOf(found)) : new Response('', { status: 404 });
  };
  const events = [];
  return { events, core: createCore((event) => events.push(event)) };
}

test('an image comes coarse to fine, its own pixels last, and is proved by the hash of every byte', async () => {
  const { core, events } = openCore();
  assert.deepEqual(await core.load({ key: 1, url: 'http://x/a' }), frame);
  assert.deepEqual(events.map(({ level, width, height }) => [level, width, height]), [[2, 38, 20], [1, 75, 40], [0, 150, 80]]);
  assert.deepEqual(events.at(-1).tiles[0].bitmap.data, a.data);
  assert.equal(await core.hash({ key: 1 }), createHash('sha256').update(a.data).digest('hex'));
  assert.equal(await core.hash({ key: 7 }), null);
});

test('a large image is seen in small before its pixels are worked through', async () => {
  const wide = picture(1500, 10, (x) => [x % 256, 0, 0]);
  const { core, events } = openCore({ 'http://x/wide': wide });
  await core.load({ key: 1, url: 'http://x/wide' });
  assert.deepEqual([events[0].level, events[0].width, events[0].height], [1, 750, 5]);
  assert.deepEqual(events.at(-1).tiles.map(({ x, width }) => [x, width]), [[0, 1024], [1024, 476]]);
});

test('of a file with a legend below only the image is read', async () => {
  const { core } = openCore();
  const size = { width: 150, height: 33 };
  assert.deepEqual(await core.load({ key: 1, url: 'http://x/a', cut: size }), size);
  assert.equal(await core.hash({ key: 1 }), createHash('sha256').update(a.data.subarray(0, 150 * 33 * 4)).digest('hex'));
});

test('a file that is not there is an error that names the answer', async () => {
  const { core } = openCore();
  await assert.rejects(core.load({ key: 1, url: 'http://x/none' }), /the server answered 404/);
});

test('bytes come as they are, or inflated', async () => {
  const bytes = Uint8Array.from([1, 2, 3]);
  const { core } = openCore({ 'http://x/plain': bytes, 'http://x/deflated': new Uint8Array(deflateSync(bytes)) });
  assert.deepEqual(await core.bytes({ url: 'http://x/plain', deflated: false }), bytes);
  assert.deepEqual(await core.bytes({ url: 'http://x/deflated', deflated: true }), bytes);
});

async function withBoth() {
  const { core } = openCore();
  await core.load({ key: 1, url: 'http://x/a' });
  await core.load({ key: 2, url: 'http://x/b' });
  await core.load({ key: 3, url: 'http://x/twice' });
  return core;
}

test('a tile of a difference is the mean of three channels times the gain, in the colours of the map', async () => {
  const core = await withBoth();
  const tile = { a: 1, b: 2, frame, mode: 'absolute', channel: 'rgb', gain: 4, map: 'grey', level: 0, rect: { x: 0, y: 0, width: 40, height: 30 } };
  const { bitmap } = await core.differenceTile(tile);
  const at = (x, y) => Array.from(bitmap.data.subarray((y * 40 + x) * 4, (y * 40 + x) * 4 + 3));
  assert.deepEqual(at(30, 25), [0, 0, 0]);
  assert.deepEqual(at(5, 5), [53, 53, 53], '40 levels in one of three channels, times 4');
  const green = await core.differenceTile({ ...tile, channel: 'green' });
  assert.equal(green.bitmap.data[(5 * 40 + 5) * 4], 160, 'another channel, another field');
  await core.forgetDifference({ a: 1 });
  assert.deepEqual((await core.differenceTile(tile)).bitmap.data, bitmap.data);
});

test('numbers of a box: PSNR against the reference, none of its own, also of an image of another size', async () => {
  const core = await withBoth();
  const box = { x: 0, y: 0, width: 40, height: 40 };
  const found = await core.regionStats({ keys: { truth: 1, b: 2, twice: 3 }, reference: 1, frame, box });
  assert.equal(found.truth.psnr, undefined);
  // A quarter of the box differs by 40 levels in one of three channels.
  assert.ok(Math.abs(found.b.psnr - 10 * Math.log10(255 ** 2 / (40 ** 2 / 3 / 4))) < 1e-6, String(found.b.psnr));
  assert.ok(Number.isFinite(found.twice.psnr));
  const { twice: whole } = await core.regionStats({ keys: { twice: 3 }, reference: 1, frame, box: { x: 0, y: 0, ...frame } });
  assert.equal(whole.levels.max[2], 255, 'levels of the whole image are those of its own pixels, not of a resized copy');
  assert.ok(found.twice.levels.max[2] < 255, 'inside a box they are those of the image on the frame');
  assert.equal(await core.regionSsim({ key: 1, reference: 1, frame, box }), 1);
  assert.ok((await core.regionSsim({ key: 2, reference: 1, frame, box })) < 1);
});

test('the cell that differs is suggested', async () => {
  const core = await withBoth();
  const found = await core.suggest({ keys: { b: 2, other: 1 }, reference: 1, frame, first: 'b' });
  assert.ok(found.length > 0);
  assert.ok(found.some(({ x, y, width, height }) => x < 20 && y < 20 && x + width > 0 && y + height > 0), JSON.stringify(found));
});

test('what was dropped is not computed with any more', async () => {
  const core = await withBoth();
  await core.drop({ key: 2 });
  assert.equal(await core.hash({ key: 2 }), null);
  await assert.rejects(core.regionSsim({ key: 2, reference: 1, frame, box: { x: 0, y: 0, ...frame } }), /no longer loaded/);
});

test('the worker answers each call by its number, with the result or the error', async () => {
  openCore();
  const answers = [];
  const scope = { postMessage: (message, transfer) => answers.push([message, transfer]) };
  serveCore(scope);
  await scope.onmessage({ data: { id: 4, method: 'hash', args: { key: 1 } } });
  await scope.onmessage({ data: { id: 5, method: 'load', args: { key: 1, url: 'http://x/none' } } });
  assert.deepEqual(answers, [[{ id: 4, result: null }, []], [{ id: 5, error: 'the server answered 404' }, undefined]]);
});
