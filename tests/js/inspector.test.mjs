import assert from 'node:assert/strict';
import test from 'node:test';

import { createInspector, inspect } from '../../app/viewer/inspector.js';
import { levelsOf, openCanvases, picture } from './canvas.mjs';
import { fakeViewer, openPage } from './page.mjs';

function openViewer() {
  const v = fakeViewer(openPage());
  openCanvases();
  v.panes.get('a').image = { levels: levelsOf(picture(100, 50, (x, y) => [x, y, 0])) };
  v.panes.get('truth').image = { levels: levelsOf(picture(100, 50, (x, y) => [x + 2, y - 1, 0])) };
  return v;
}

test('every shown image is read at the same place, and compared with the reference', () => {
  const { x, y, panes, flow } = inspect(openViewer(), { x: 30.2, y: 20.4 });
  assert.deepEqual([x, y, flow], [30, 20, null]);
  assert.deepEqual(panes, [
    { name: 'a', label: 'A', rgb: [30, 20, 0], difference: [-2, 1, 0] },
    { name: 'b', label: 'B', rgb: null, difference: null },
    { name: 'truth', label: 'TRUTH', rgb: [32, 19, 0], difference: null },
  ]);
});

test('an image of another size is read where the same object lies', () => {
  const v = openViewer();
  Object.assign(v.panes.get('b').record, { width: 200, height: 100 });
  v.panes.get('b').image = { levels: levelsOf(picture(200, 100, (x, y) => [x, y, 7])) };
  assert.deepEqual(inspect(v, { x: 30, y: 20 }).panes[1].rgb, [61, 41, 7]);
});

test('the strip says how to use it until there is a place to read', () => {
  const v = openViewer();
  const inspector = createInspector(v);
  const [row, list, hint] = inspector.node.children;
  inspector.update();
  assert.deepEqual([row.hidden, list.hidden, hint.hidden], [true, true, false]);
  v.hover = { x: 30, y: 20 };
  inspector.update();
  assert.deepEqual([row.hidden, list.hidden, hint.hidden], [false, false, true]);
  assert.equal(row.querySelector('.pl-place').textContent, '30, 20');
  const reading = (name) => list.querySelector(`[data-testid="reading-${name}"]`);
  assert.equal(reading('a').querySelector('.pl-delta').textContent, 'Δ −2 +1 0');
  assert.equal(reading('a').querySelector('.pl-swatch').getAttribute('style'), 'background: rgb(30 20 0)');
  assert.equal(reading('b').querySelector('.pl-rgb').textContent, '–');
  assert.equal(reading('truth').querySelector('.pl-delta'), null);
  v.data.panes = [];
  inspector.update();
  assert.deepEqual([row.hidden, hint.hidden], [true, true]);
});

test('where the alignment finds the pixel, how far it moved beyond the change of canvas, and how sure', () => {
  const v = openViewer();
  const field = { width: 100, height: 50, columns: 2, rows: 2, step_px: 1, scale_x: 2, scale_y: 2, dx: [6, 6, 6, 6], dy: [-4, -4, -4, -4], confidence: [204, 204, 204, 204], valid: [1, 1, 1, 1] };
  v.field = field;
  v.hover = { x: 30, y: 20 };
  const inspector = createInspector(v);
  inspector.update();
  const text = () => inspector.node.querySelector('.pl-flow').textContent;
  assert.equal(text(), 'in the generated image at 66, 36 · moved +3, −2 px · 80 % sure');
  v.field = { ...field, valid: [0, 0, 0, 0] };
  inspector.update();
  assert.equal(text(), 'not in the generated image');
});

test('the same as a sentence for screen readers', () => {
  const v = openViewer();
  v.hover = { x: 30, y: 20 };
  assert.equal(createInspector(v).speak(), 'x 30, y 20. A 30 20 0. B nothing. TRUTH 32 19 0');
});

test('on a touch screen the hint speaks of tapping', () => {
  const v = openViewer();
  window.matchMedia = (query) => ({ matches: query === '(hover: none)' });
  assert.match(createInspector(v).node.querySelector('.pl-hint').textContent, /^Tap an image/);
});
