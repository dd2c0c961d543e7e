// Everything heavy, away from the page's own thread: decoding, pyramids, hashes. Runs in a worker,
// or in the page where workers are not allowed.

import { colourTable } from './colormaps.js';
import { differenceField, halveField, paintField } from './difference.js';
import { histogram, meanSquaredError, psnr, ssim, suggestCells } from './metrics.js';
import { buildLevels, cut, tileRects } from './pyramid.js';
import { resize } from './resize.js';
import { sha256 } from './sha256.js';

const BAND = 512;

function surface(width, height) {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

async function fetchBlob(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.blob();
}

/** The file's pixels exactly as stored: no colour conversion, no premultiplication. */
const decode = (blob) => createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });

/** RGBA bytes of a decoded image, which is closed. */
function readBack(bitmap) {
  const { width, height } = bitmap;
  const data = new Uint8ClampedArray(width * height * 4);
  const canvas = surface(width, Math.min(BAND, height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  for (let y = 0; y < height; y += BAND) {
    const rows = Math.min(BAND, height - y);
    context.drawImage(bitmap, 0, y, width, rows, 0, 0, width, rows);
    data.set(context.getImageData(0, 0, width, rows).data, y * width * 4);
  }
  bitmap.close();
  return { data, width, height };
}

/** Cut from the level's own buffer, one by one: copies of large images add up. */
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
  const images = new Map();
  const wanted = new Set();
  const pause = () => new Promise((resolve) => setTimeout(resolve));

  let decoding = Promise.resolve();
  let working = Promise.resolve();

  async function decodeAndShow(key, url) {
    const bitmap = await decode(await fetchBlob(url));
    const first = await preview(bitmap);
    if (first) emit({ event: 'level', key, ...first }, first.tiles.map((tile) => tile.bitmap));
    return bitmap;
  }

  async function load({ key, url }) {
    wanted.add(key);
    const mine = decodeAndShow(key, url);
    // Every image is seen before any is worked through: the first look must not wait for the last pixel.
    decoding = Promise.allSettled([decoding, mine]);
    const bitmap = await mine;
    await decoding;
    const turn = working.then(() => work(key, bitmap));
    working = turn.catch(() => {});
    return turn;
  }

  /** The levels of one image, coarse to fine. One image at a time, so that what it needs meanwhile is needed once. */
  async function work(key, bitmap) {
    if (!wanted.has(key)) return bitmap.close();
    const image = readBack(bitmap);
    images.set(key, image);
    const levels = buildLevels(image);
    while (levels.length) {
      const level = levels.length - 1;
      const { width, height } = levels[level];
      const tiles = await tileBitmaps(levels.pop());
      if (!wanted.has(key)) return null;
      emit({ event: 'level', key, level, width, height, tiles }, tiles.map((tile) => tile.bitmap));
    }
    return { width: image.width, height: image.height };
  }

  async function hash({ key }) {
    const image = images.get(key);
    return image ? sha256(image.data, pause) : null;
  }

  async function bytes({ url, deflated }) {
    const blob = await fetchBlob(url);
    const stream = deflated ? blob.stream().pipeThrough(new DecompressionStream('deflate')) : blob.stream();
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** An image on the frame's grid: itself, or a plain resize, kept while it is needed. */
  function onFrame(key, frame) {
    const image = images.get(key);
    if (!image) throw new Error('the image is no longer loaded');
    if (image.width === frame.width && image.height === frame.height) return image;
    image.resized ??= resize(image, frame.width, frame.height);
    return image.resized;
  }

  const fields = new Map();

  /** Levels of a difference, each made when it is first asked for. One difference per image is kept. */
  function fieldLevel({ a, b, frame, mode, channel }, level) {
    const name = [b, mode, channel].join();
    if (fields.get(a)?.name !== name) {
      fields.set(a, { name, levels: [differenceField(onFrame(a, frame), onFrame(b, frame), mode, channel)] });
    }
    const { levels } = fields.get(a);
    while (levels.length <= level) levels.push(halveField(levels[levels.length - 1]));
    return levels[level];
  }

  /** One painted tile of a difference: {bitmap}. */
  async function differenceTile({ level, rect, gain, map, ...what }) {
    const field = fieldLevel(what, level);
    const table = colourTable(what.mode === 'signed' ? 'diverging' : map);
    const data = paintField(field, rect, what.mode, gain, table);
    return { bitmap: await createImageBitmap(new ImageData(data, rect.width, rect.height)) };
  }

  /** PSNR, SSIM and brightness histogram inside a box for every image of `keys` {name: key} against `reference`. */
  function regionStats({ keys, reference, frame, box }) {
    const crop = (key) => cut(onFrame(key, frame), box.x, box.y, box.width, box.height);
    const truth = crop(reference);
    return Object.fromEntries(Object.entries(keys).map(([name, key]) => {
      const part = key === reference ? truth : crop(key);
      const scores = key === reference ? {} : { psnr: psnr(part, truth), ssim: ssim(part, truth) };
      return [name, { ...scores, histogram: histogram(part) }];
    }));
  }

  /** Boxes worth a look: a grid of eight cells along the short side, judged by squared error. */
  function suggest({ keys, reference, frame, first }) {
    const side = Math.max(16, Math.round(Math.min(frame.width, frame.height) / 8));
    const boxes = tileRects(frame.width, frame.height, side)
      .filter((box) => box.width * 2 >= side && box.height * 2 >= side);
    const crop = (key, box) => cut(onFrame(key, frame), box.x, box.y, box.width, box.height);
    const errors = Object.fromEntries(Object.entries(keys).map(([name, key]) => [
      name, boxes.map((box) => meanSquaredError(crop(key, box), crop(reference, box))),
    ]));
    return suggestCells(errors, first).map(({ cell, kind }) => ({ ...boxes[cell], kind }));
  }

  function drop({ key }) {
    wanted.delete(key);
    images.delete(key);
    fields.delete(key);
  }

  return { load, hash, bytes, differenceTile, regionStats, suggest, drop };
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
