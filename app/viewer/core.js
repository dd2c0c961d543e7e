// Everything heavy, away from the page's own thread: decoding, pyramids, hashes. Runs in a worker,
// or in the page where workers are not allowed.

import { createCache } from './cache.js';
import { colourTable } from './colormaps.js';
import { differenceField, halveField, paintField } from './difference.js';
import { boxPair, histogram, levelsOf, meanSquaredError, psnr, ssim, suggestCells } from './metrics.js';
import { buildLevels, cut, part, tileRects } from './pyramid.js';
import { resize } from './resize.js';
import { sha256 } from './sha256.js';

const BAND = 512;
/** Bytes for pixels that stand on the page already and may be computed with again: two images of 12 megapixels. */
const CACHE_BYTES = 100e6;

function surface(width, height) {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

async function fetchBlob(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.blob();
}

/** @type {ImageBitmapOptions} */
const AS_STORED = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' };

/** The file's pixels exactly as stored: no colour conversion, no premultiplication. `cut`: only that part from the upper left corner. */
const decode = (blob, cut) => (cut
  ? createImageBitmap(blob, 0, 0, cut.width, cut.height, AS_STORED) : createImageBitmap(blob, AS_STORED));

const nowhere = new MessageChannel().port1;
nowhere.close();

/**
 * Frees an image's bytes at once, by transferring them to no receiver: with garbage collection alone an idle worker keeps hundreds
 * of megabytes, and ArrayBuffer.transfer leaves those that an ImageData has held.
 */
const free = ({ data }) => nowhere.postMessage(null, [data.buffer]);

/** RGBA bytes of a decoded image, which is closed. */
function readBack(bitmap) {
  const { width, height } = bitmap;
  const data = new Uint8ClampedArray(width * height * 4);
  const canvas = surface(width, Math.min(BAND, height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  for (let y = 0; y < height; y += BAND) {
    const rows = Math.min(BAND, height - y);
    context.drawImage(bitmap, 0, y, width, rows, 0, 0, width, rows);
    const band = context.getImageData(0, 0, width, rows);
    data.set(band.data, y * width * 4);
    free(band);
  }
  bitmap.close();
  canvas.width = 0;
  return { data, width, height };
}

/** Cut from the level's own buffer, one by one: copies of large images would use much memory. */
async function tileBitmaps({ data, width, height }) {
  const pixels = new ImageData(data, width, height);
  const tiles = [];
  for (const rect of tileRects(width, height)) {
    tiles.push({ ...rect, bitmap: await createImageBitmap(pixels, rect.x, rect.y, rect.width, rect.height) });
  }
  return tiles;
}

const PREVIEW = 1024;

/** A small stand-in for a large image at one of its levels, to be seen while the rest is made. */
async function preview(bitmap) {
  let [level, width, height] = [0, bitmap.width, bitmap.height];
  while (Math.max(width, height) > PREVIEW) [level, width, height] = [level + 1, Math.ceil(width / 2), Math.ceil(height / 2)];
  if (level === 0) return null;
  const small = await createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' });
  return { level, width, height, tiles: [{ x: 0, y: 0, width, height, bitmap: small }] };
}

/** `emit(event, transfer)` reports progress; methods return plain values. */
export function createCore(emit) {
  const blobs = new Map();
  const cuts = new Map();
  const hashes = new Map();
  const fields = new Map();
  const gone = [];
  const cache = createCache(CACHE_BYTES, (image) => gone.push(image));
  const pause = () => new Promise((resolve) => { setTimeout(resolve); });

  /** @type {Promise<unknown>} */
  let decoding = Promise.resolve();
  /** @type {Promise<unknown>} */
  let working = Promise.resolve();

  /**
   * @template T
   * @param {() => T | Promise<T>} task
   * @returns {Promise<T>}
   * One heavy task at a time: its memory is needed once, and no other task reads what it frees.
   */
  function alone(task) {
    const turn = working.then(task);
    working = turn.catch(() => {}).then(() => gone.splice(0).forEach(free));
    return turn;
  }

  async function decodeAndShow(key, url) {
    const blob = await fetchBlob(url);
    if (blobs.has(key)) blobs.set(key, blob);
    const bitmap = await decode(blob, cuts.get(key));
    const first = await preview(bitmap);
    if (first) emit({ event: 'level', key, ...first }, first.tiles.map((tile) => tile.bitmap));
    return bitmap;
  }

  async function load({ key, url, cut = null }) {
    blobs.set(key, null);
    cuts.set(key, cut);
    const mine = decodeAndShow(key, url);
    // Every image has a first, coarse level before any is finished: the first view must not wait for the last pixel.
    decoding = Promise.allSettled([decoding, mine]);
    const bitmap = await mine;
    await decoding;
    const seen = alone(() => work(key, bitmap));
    const proof = alone(() => prove(key));
    proof.catch(() => {}); // reported where the hash is asked for
    hashes.set(key, proof);
    return seen;
  }

  /** The levels of one image, coarse to fine. One image at a time, so that what it needs meanwhile is needed once. */
  async function work(key, bitmap) {
    if (!blobs.has(key)) return bitmap.close();
    const image = keep(`${key} pixels`, readBack(bitmap));
    const levels = buildLevels(image);
    while (levels.length) {
      const level = levels.length - 1;
      const { width, height } = levels[level];
      const tiles = await tileBitmaps(levels[level]);
      if (level > 0) free(levels[level]);
      levels.pop();
      if (!blobs.has(key)) return null;
      emit({ event: 'level', key, level, width, height, tiles }, tiles.map((tile) => tile.bitmap));
    }
    return { width: image.width, height: image.height };
  }

  /** SHA-256 of the very bytes that the tiles were cut from; null if they never came. */
  async function prove(key) {
    const image = cache.find(`${key} pixels`);
    return image && sha256(image.data, pause);
  }

  const hash = async ({ key }) => hashes.get(key) ?? null;

  const keep = (name, image) => cache.store(name, image, image.data.byteLength);

  /** Bytes of an image that was loaded, decoded again where they were removed from the cache. */
  async function pixelsOf(key) {
    const held = cache.find(`${key} pixels`);
    if (held) return held;
    if (!blobs.get(key)) throw new Error('the image is no longer loaded');
    return keep(`${key} pixels`, readBack(await decode(blobs.get(key), cuts.get(key))));
  }

  async function bytes({ url, deflated }) {
    const blob = await fetchBlob(url);
    const stream = deflated ? blob.stream().pipeThrough(new DecompressionStream('deflate')) : blob.stream();
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** An image on the frame's grid: itself, or a plain resize, kept while there is room. */
  async function onFrame(key, frame) {
    const image = await pixelsOf(key);
    if (image.width === frame.width && image.height === frame.height) return image;
    const name = `${key} resized ${frame.width}×${frame.height}`;
    return cache.find(name) ?? keep(name, resize(image, frame.width, frame.height));
  }

  /** Levels of a difference so far. One difference per image is kept. */
  async function fieldOf({ a, b, frame, mode, channel }) {
    const name = [b, mode, channel].join();
    if (fields.get(a)?.name !== name) {
      forgetField(a);
      const field = differenceField(await onFrame(a, frame), await onFrame(b, frame), mode, channel);
      fields.set(a, { name, levels: [field] });
    }
    return fields.get(a).levels;
  }

  /** One painted tile of a difference: {bitmap}. */
  async function differenceTile({ level, rect, gain, map, a, b, channel, frame, mode }) {
    const data = await alone(async () => {
      const levels = await fieldOf({ a, b, channel, frame, mode });
      while (levels.length <= level) levels.push(halveField(levels[levels.length - 1]));
      return paintField(levels[level], rect, mode, gain, colourTable(mode === 'signed' ? 'diverging' : map));
    });
    const bitmap = await createImageBitmap(new ImageData(data, rect.width, rect.height));
    free({ data });
    return { bitmap };
  }

  /** `read(image)` of every image of `keys` {name: key} on the frame's grid, one after the other. */
  async function each(keys, frame, read) {
    const out = {};
    for (const [name, key] of Object.entries(keys)) out[name] = read(await onFrame(key, frame));
    return out;
  }

  /**
   * PSNR against `reference`, histogram of brightness and levels inside a box for every image of `keys` {name: key}.
   * Histogram and levels of a box around everything are those of the image's own pixels, also where it is resized to be scored.
   */
  const regionStats = ({ keys, reference, frame, box, protocol = 'rgb' }) => alone(async () => {
    const truth = await onFrame(reference, frame);
    const whole = box.width === frame.width && box.height === frame.height;
    const out = {};
    for (const [name, key] of Object.entries(keys)) {
      const image = await onFrame(key, frame);
      const own = whole ? await pixelsOf(key) : part(image, box.x, box.y, box.width, box.height);
      out[name] = { histogram: histogram(own), levels: levelsOf(own) };
      const pair = key === reference ? null : boxPair(image, truth, box, protocol);
      if (key !== reference) out[name].psnr = pair ? psnr(...pair) : NaN;
    }
    return out;
  });

  /** SSIM inside a box, by itself: over all of a large image it takes seconds. */
  const regionSsim = ({ key, reference, frame, box, protocol = 'rgb' }) => alone(async () => {
    const pair = boxPair(await onFrame(key, frame), await onFrame(reference, frame), box, protocol);
    return pair ? ssim(...pair) : NaN;
  });

  /** Boxes worth a look: a grid of eight cells along the short side, judged by squared error. */
  const suggest = ({ keys, reference, frame, first }) => alone(async () => {
    const side = Math.max(16, Math.round(Math.min(frame.width, frame.height) / 8));
    const boxes = tileRects(frame.width, frame.height, side)
      .filter((box) => box.width * 2 >= side && box.height * 2 >= side);
    const crop = (image, box) => cut(image, box.x, box.y, box.width, box.height);
    const truth = await onFrame(reference, frame);
    const errors = await each(keys, frame, (image) => boxes.map((box) => meanSquaredError(crop(image, box), crop(truth, box))));
    return suggestCells(errors, first).map(({ cell, kind }) => ({ ...boxes[cell], kind }));
  });

  function forgetField(a) {
    // Never an image's bytes, so the plain way works.
    fields.get(a)?.levels.forEach(({ data }) => data.buffer.transfer?.(0));
    fields.delete(a);
  }

  /** The difference of an image is not looked at any more. */
  const forgetDifference = ({ a }) => alone(() => forgetField(a));

  function drop({ key }) {
    blobs.delete(key);
    cuts.delete(key);
    hashes.delete(key);
    return alone(() => {
      forgetField(key);
      cache.drop(`${key} `);
    });
  }

  return { load, hash, bytes, differenceTile, forgetDifference, regionStats, regionSsim, suggest, drop };
}

/** Entry point of the worker. */
export function serveCore(scope) {
  const core = createCore((message, transfer) => scope.postMessage(message, transfer));
  scope.onmessage = async ({ data: { id, method, args } }) => {
    try {
      const result = await core[method](args);
      scope.postMessage({ id, result }, result?.bitmap ? [result.bitmap] : []);
    } catch (error) {
      scope.postMessage({ id, error: error.message || String(error) });
    }
  };
}
