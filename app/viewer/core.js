// Everything heavy, away from the page's own thread: decoding, pyramids, hashes. Runs in a worker,
// or in the page where workers are not allowed.

import { buildLevels, cut, tileRects } from './pyramid.js';
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

/** RGBA of a lossless file exactly as stored: no colour conversion, no premultiplication. */
async function decode(blob) {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
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

function tileBitmaps(level) {
  return Promise.all(
    tileRects(level.width, level.height).map(async (rect) => {
      const { data, width, height } = cut(level, rect.x, rect.y, rect.width, rect.height);
      return { ...rect, bitmap: await createImageBitmap(new ImageData(data, width, height)) };
    }),
  );
}

/** `emit(event, transfer)` reports progress; methods return plain values. */
export function createCore(emit) {
  const images = new Map();
  const pause = () => new Promise((resolve) => setTimeout(resolve));

  async function load({ key, url }) {
    const image = await decode(await fetchBlob(url));
    images.set(key, image);
    const levels = buildLevels(image);
    for (let level = levels.length - 1; level >= 0; level -= 1) {
      const tiles = await tileBitmaps(levels[level]);
      const { width, height } = levels[level];
      levels[level] = null;
      if (!images.has(key)) return null;
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

  function drop({ key }) {
    images.delete(key);
  }

  return { load, hash, bytes, drop };
}

/** Entry point of the worker. */
export function serveCore(scope) {
  const core = createCore((message, transfer) => scope.postMessage(message, transfer));
  scope.onmessage = async ({ data: { id, method, args } }) => {
    try {
      scope.postMessage({ id, result: await core[method](args) });
    } catch (error) {
      scope.postMessage({ id, error: error.message || String(error) });
    }
  };
}
