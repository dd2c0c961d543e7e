// The page's side of core.js: one worker, promises, and the tiles that have arrived.

import { createCore } from './core.js';

function startInPage(onEvent) {
  const core = createCore(onEvent);
  return { call: async (method, args) => core[method](args), stop() {} };
}

/** A worker, or the page itself where no worker comes up: some pages forbid them, some browsers lack a canvas in them. */
function startHost(source, onEvent) {
  if (typeof Worker !== 'function' || typeof OffscreenCanvas !== 'function') return startInPage(onEvent);
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const waiting = new Map();
  let next = 1;
  let alive = false;
  let instead = null;

  worker.onmessage = ({ data }) => {
    alive = true;
    if (data.event) return onEvent(data);
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    return data.error === undefined ? resolve(data.result) : reject(new Error(data.error));
  };
  worker.onerror = (event) => {
    if (!alive) instead ??= startInPage(onEvent);
    for (const { resolve, reject, method, args } of waiting.values()) {
      if (instead) instead.call(method, args).then(resolve, reject);
      else reject(new Error(event.message || 'the image worker failed'));
    }
    waiting.clear();
  };
  return {
    call(method, args) {
      if (instead) return instead.call(method, args);
      return new Promise((resolve, reject) => {
        waiting.set(next, { resolve, reject, method, args });
        worker.postMessage({ id: next, method, args });
        next += 1;
      });
    },
    stop() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** Loads images by address; `onChange(key)` is called whenever more of one can be drawn. */
export function createImages(workerSource, onChange) {
  const images = new Map();
  let next = 1;

  function receive({ event, key, level, width, height, tiles }) {
    const image = images.get(key);
    if (event !== 'level') return;
    if (!image) {
      for (const tile of tiles) tile.bitmap.close();
      return;
    }
    for (const tile of image.levels[level]?.tiles ?? []) tile.bitmap.close();
    image.levels[level] = { width, height, tiles };
    onChange(key);
  }

  const host = startHost(workerSource, receive);

  return {
    /** Starts loading; `image.done` settles when every level is there. `cut` {width, height}: the file has more below. */
    open(url, cut = null) {
      const image = { key: next, levels: [], done: null };
      next += 1;
      images.set(image.key, image);
      image.done = host.call('load', { key: image.key, url: new URL(url, document.baseURI).href, cut });
      return image;
    },
    close(image) {
      images.delete(image.key);
      for (const level of image.levels) for (const tile of level?.tiles ?? []) tile.bitmap.close();
      host.call('drop', { key: image.key }).catch(() => {});
    },
    hash: (image) => host.call('hash', { key: image.key }),
    bytes: (url, deflated) => host.call('bytes', { url: new URL(url, document.baseURI).href, deflated }),
    call: (method, args) => host.call(method, args),
    stop: () => host.stop(),
  };
}
