import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { createViewer } from '../../app/viewer/viewer.js';
import { fileOf, openCanvases, picture } from './canvas.mjs';
import { click, event, openPage } from './page.mjs';

const IMAGES = {
  degraded: picture(100, 50, (x, y) => [x, y, 0]),
  baseline: picture(100, 50, () => [40, 40, 40]),
  guided: picture(100, 50, () => [80, 60, 40]),
  truth: picture(100, 50, (x, y) => [x + 1, y, 0]),
};

const payload = (id, names = Object.keys(IMAGES), more = {}) => ({
  id, title: id, query: `result=${id}`, width: 100, height: 50, reference: 'truth', scored_against: 'truth',
  protocol: { id: 'rgb', label: 'RGB', title: '' }, visible: names, flow: null,
  panes: names.map((name) => ({
    name, label: name.toUpperCase(), file: `${name}.img`, width: 100, height: 50, scores: [{ name: 'PSNR', value: '20.0 dB' }],
    sha256: createHash('sha256').update(IMAGES[name].data).digest('hex'),
  })),
  ...more,
});

/** A page at `address`; its history is a list of what was pushed and replaced. */
function openBrowser(address = 'http://localhost:7860/') {
  const root = openPage();
  openCanvases();
  // Panes of the image's own size: a screen pixel is an image pixel, and little is painted.
  HTMLElement.prototype.getBoundingClientRect = () => ({ left: 0, top: 0, right: 100, bottom: 50, width: 100, height: 50 });
  const entries = [];
  const go = (kind) => (state, _title, to) => {
    entries.push([kind, state.priorlens]);
    globalThis.history.state = state;
    const { href, hash, search } = new URL(to, globalThis.location.href);
    globalThis.location = { href, hash, search };
  };
  const { href, hash, search } = new URL(address);
  Object.assign(globalThis, {
    VIEWER_STYLE: '.pl-viewer {}', VIEWER_WORKER: '', location: { href, hash, search },
    history: { state: null, pushState: go('push'), replaceState: go('replace') },
    ResizeObserver: class { observe() {} disconnect() { this.ended = true; } },
    getComputedStyle: () => ({ maxHeight: '800px' }), cancelAnimationFrame: clearTimeout,
    fetch: async (url) => {
      const name = url.match(/(\w+)\.img$/)?.[1];
      return IMAGES[name] ? new Response(fileOf(IMAGES[name])) : new Response('', { status: 404 });
    },
  });
  Object.assign(window, { innerHeight: 900, scrollBy() {}, devicePixelRatio: 1 });
  Object.defineProperty(document, 'baseURI', { value: href, configurable: true });
  return { root, entries };
}

const badges = (viewer) => Object.fromEntries(Object.entries(viewer.state().badges).map(([name, { state }]) => [name, state]));

test('a result is loaded, every image proved, and its pixels can be asked for', async (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  context.after(() => viewer.destroy());
  assert.deepEqual(new Set(Object.values(badges(viewer))), new Set(['loading']));
  assert.equal(viewer.pixel('degraded', 3, 4), null);
  await viewer.ready();
  assert.deepEqual(new Set(Object.values(badges(viewer))), new Set(['exact']));
  assert.deepEqual(viewer.pixel('degraded', 3, 4), [3, 4, 0]);
  assert.equal(viewer.pixel('degraded', 100, 4), null);
  const { id, panes, reference, transforms } = viewer.state();
  assert.deepEqual([id, panes, reference], ['one', Object.keys(IMAGES), 'truth']);
  assert.ok(transforms.degraded.scale > 0);
  assert.equal(document.querySelectorAll('#priorlens-viewer-style').length, 1);
});

test('the state that is set is merged: what makes no sense is left out', async (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  context.after(() => viewer.destroy());
  await viewer.ready();
  viewer.set({ layout: 'sideways', zoom: 4, x: 1e9, panes: ['guided', 'nobody'] });
  const { layout, zoom, x, panes } = viewer.state();
  assert.deepEqual([layout, zoom, x, panes], ['grid', 4, 99.5, ['guided']]);
  const copy = viewer.state();
  copy.panes.push('truth');
  assert.deepEqual(viewer.state().panes, ['guided'], 'nobody outside can change it');
});

test('the same pixels under another protocol: other captions, nothing loaded again', async (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  context.after(() => viewer.destroy());
  await viewer.ready();
  viewer.set({ layout: 'wipe' });
  const asked = [];
  globalThis.fetch = async (url) => { asked.push(url); return new Response('', { status: 404 }); };
  const next = payload('one', undefined, { protocol: { id: 'y', label: 'Y', title: '' } });
  next.panes[0].scores[0].value = '31.4 dB';
  await viewer.load(next);
  assert.deepEqual(asked, []);
  assert.match(root.querySelector('[data-testid="pane-degraded"] .pl-score').textContent, /31\.4 dB/);
  assert.deepEqual([viewer.state().layout, badges(viewer).degraded], ['wipe', 'exact']);
});

test('another result keeps how one looks, not where, and is a step of the history', async (context) => {
  const { root, entries } = openBrowser();
  const viewer = createViewer(root, payload('one'), { link: true });
  context.after(() => viewer.destroy());
  await viewer.ready();
  viewer.set({ layout: 'wipe', zoom: 4, regions: [{ x: 1, y: 1, width: 5, height: 5 }] });
  await viewer.load(payload('two'));
  const { id, layout, zoom, regions } = viewer.state();
  assert.deepEqual([id, layout, zoom, regions], ['two', 'wipe', 'fit', []]);
  const steps = () => entries.filter(([kind]) => kind === 'push').map(([, query]) => query);
  assert.deepEqual([entries[0], steps()], [['replace', 'result=one'], ['result=two']]);
  assert.equal(new URL(globalThis.location.href).searchParams.get('result'), 'two');
  assert.equal(viewer.query(), 'result=two');
  // Back: the browser's address names the first again before the page loads it.
  globalThis.history.state = { priorlens: 'result=one' };
  await viewer.load(payload('one'));
  assert.deepEqual(steps(), ['result=two'], 'coming back makes no step of its own');
});

test('an address opens the view that it names, of its own result alone', async (context) => {
  const { root } = openBrowser('http://localhost:7860/?result=one#view=one&layout=flip&flip=guided&zoom=2&x=10&y=20');
  const viewer = createViewer(root, payload('one'), { link: true });
  context.after(() => viewer.destroy());
  const { layout, flip, zoom, x, y } = viewer.state();
  assert.deepEqual([layout, flip, zoom, x, y], ['flip', 'guided', 2, 10, 20]);
  const other = openBrowser('http://localhost:7860/#view=another&layout=flip');
  const plain = createViewer(other.root, payload('one'), { link: true });
  context.after(() => plain.destroy());
  assert.equal(plain.state().layout, 'grid');
});

test('the view is written into the address a moment after it changed', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { root, entries } = openBrowser();
  const events = [];
  const viewer = createViewer(root, payload('one'), { link: true, onEvent: (name, detail) => events.push([name, detail?.layout]) });
  context.after(() => viewer.destroy());
  const before = entries.length;
  viewer.set({ layout: 'wipe' });
  viewer.set({ layout: 'flip' });
  context.mock.timers.tick(1000);
  assert.equal(entries.length, before + 1, 'once for both');
  assert.match(globalThis.location.hash, /layout=flip/);
  assert.deepEqual(events, [['state', 'flip']]);
});

test('a share between baseline and guided is drawn as it is asked for, and goes with the result', async (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  context.after(() => viewer.destroy());
  await viewer.ready();
  const middle = () => {
    const { guided } = viewer.state().transforms;
    const canvas = root.querySelector('[data-testid="canvas-guided"]');
    return canvas.getContext('2d').at(Math.round(guided.x + 50 * guided.scale), Math.round(guided.y + 25 * guided.scale)).slice(0, 3);
  };
  assert.deepEqual(middle(), [80, 60, 40]);
  viewer.blend(0.5);
  assert.deepEqual(middle(), [60, 50, 40]);
  viewer.blend(null);
  assert.deepEqual(middle(), [80, 60, 40]);
  viewer.blend(0.5);
  await viewer.load(payload('two'));
  assert.deepEqual(middle(), [80, 60, 40]);
});

test('while the reference is held every pane shows it', async (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  context.after(() => viewer.destroy());
  await viewer.ready();
  root.dispatchEvent(event('keydown', { key: 'r' }));
  viewer.state();
  const { guided } = viewer.state().transforms;
  const at = root.querySelector('[data-testid="canvas-guided"]').getContext('2d').at(Math.round(guided.x + 10 * guided.scale), Math.round(guided.y + 10 * guided.scale));
  assert.equal(root.hasAttribute('data-held'), true);
  assert.deepEqual(at.slice(0, 3), [11, 10, 0]);
  root.dispatchEvent(event('keyup', { key: 'r' }));
  assert.equal(root.hasAttribute('data-held'), false);
});

test('images that cannot be had are said, pane by pane, and the others stay', async (context) => {
  const { root } = openBrowser();
  const wrong = payload('one');
  wrong.panes[1].file = 'gone.png';
  wrong.panes[2].sha256 = 'of other pixels';
  const viewer = createViewer(root, wrong);
  context.after(() => viewer.destroy());
  await viewer.ready();
  assert.deepEqual(badges(viewer), { degraded: 'exact', baseline: 'missing', guided: 'wrong', truth: 'exact' });
});

test('without a result the controls are off', (context) => {
  const { root } = openBrowser();
  const viewer = createViewer(root, null);
  context.after(() => viewer.destroy());
  assert.equal(root.hasAttribute('data-empty'), true);
  assert.equal(root.querySelector('.pl-toolbar').inert, true);
  viewer.load(payload('one'));
  assert.equal(root.hasAttribute('data-empty'), false);
  click(root.querySelector('[data-testid="layout-flip"]'));
  assert.equal(viewer.state().layout, 'flip');
});

test('destroyed, it leaves nothing behind', async () => {
  const { root } = openBrowser();
  const viewer = createViewer(root, payload('one'));
  await viewer.ready();
  viewer.destroy();
  assert.equal(root.children.length, 0);
  root.dispatchEvent(event('keydown', { key: 'w' }));
});
