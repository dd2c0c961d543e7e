import assert from 'node:assert/strict';
import test from 'node:test';

import { createImages } from '../../app/viewer/images.js';
import { loadAll } from '../../app/viewer/loader.js';
import { fakeViewer, openPage } from './page.mjs';

const images = (answers = {}) => ({
  open: (file) => ({ key: file, levels: [], done: answers[file] ?? Promise.resolve({ width: 100, height: 50 }) }),
  hash: async (image) => `hash of ${image.key.replace('.png', '')}`,
});

test('every pane is loaded and proved by its hash', async () => {
  const v = fakeViewer(openPage());
  v.images = images();
  await loadAll(v);
  assert.deepEqual([...v.panes.values()].map((pane) => pane.badge.dataset.state), ['exact', 'exact', 'exact']);
});

test('what is missing, altered or of another size says so', async () => {
  const v = fakeViewer(openPage());
  v.images = images({ 'a.png': Promise.reject(new Error('the server answered 404')), 'b.png': Promise.resolve({ width: 99, height: 50 }) });
  v.panes.get('truth').record.sha256 = 'another';
  await loadAll(v);
  assert.deepEqual([...v.panes.values()].map((pane) => pane.badge.dataset.state), ['missing', 'wrong', 'wrong']);
});

test('where a page forbids workers the page itself does their work', async () => {
  openPage();
  const before = globalThis.Worker;
  delete globalThis.Worker;
  try {
    const host = createImages('', () => {});
    await assert.rejects(host.call('nothing', {}), TypeError);
    host.stop();
  } finally {
    globalThis.Worker = before;
  }
});

test('a worker that never came up is replaced, one that fails later is told', async () => {
  openPage();
  const before = { Worker: globalThis.Worker, OffscreenCanvas: globalThis.OffscreenCanvas };
  const workers = [];
  Object.assign(globalThis, {
    OffscreenCanvas: class {},
    Worker: class {
      constructor() { workers.push(this); }

      postMessage({ id, method }) { this.last = { id, method }; }

      terminate() { this.ended = true; }
    },
  });
  try {
    const host = createImages('source', () => {});
    const answer = host.call('hash', { key: 1 });
    workers[0].onmessage({ data: { id: workers[0].last.id, result: 'abc' } });
    assert.equal(await answer, 'abc');
    const failing = host.call('hash', { key: 2 });
    workers[0].onerror({ message: 'out of memory' });
    await assert.rejects(failing, /out of memory/);
    host.stop();
    assert.ok(workers[0].ended);
  } finally {
    Object.assign(globalThis, before);
  }
});
