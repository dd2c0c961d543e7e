import assert from 'node:assert/strict';
import test from 'node:test';

import { createMinimap } from '../../app/viewer/minimap.js';
import { levelsOf, openCanvases, picture } from './canvas.mjs';
import { event, fakeViewer, openPage } from './page.mjs';

/** A view of the middle 50 × 25 pixels of an image of 100 × 50, in a pane of 400 × 200. */
function openMinimap(state = {}) {
  const root = openPage();
  openCanvases();
  const v = fakeViewer(root, undefined, { zoom: 8, ...state });
  const pane = v.leader();
  pane.view = root.appendChild(document.createElement('div'));
  pane.box = { width: 400, height: 200 };
  pane.transform = { scale: 8, x: -200, y: -100 };
  pane.subject = { ...pane.record, source: { levels: levelsOf(picture(100, 50, () => [200, 200, 200])) } };
  const moved = [];
  const minimap = createMinimap(v, (own, point) => moved.push([own.name, point]));
  minimap.draw();
  return { v, pane, minimap, moved, canvas: minimap.node };
}

test('it shows the whole image, dark outside of what is seen', () => {
  const { pane, canvas } = openMinimap();
  assert.equal(canvas.parentElement, pane.view);
  assert.deepEqual([canvas.hidden, canvas.width, canvas.height], [false, 100, 50]);
  const context = canvas.getContext('2d');
  const seen = [[50, 25], [26, 13], [74, 37]].map(([x, y]) => context.at(x, y)[0]);
  const outside = [[24, 25], [76, 25], [50, 11], [50, 39]].map(([x, y]) => context.at(x, y)[0]);
  assert.deepEqual([...seen, ...outside], [200, 200, 200, 110, 110, 110, 110]);
  assert.deepEqual(context.calls.at(-1), ['strokeRect', 25.5, 13.5, 49, 24]);
});

test('on a screen of fine pixels it keeps its size', () => {
  openPage();
  const { v, minimap, pane, canvas } = openMinimap();
  window.devicePixelRatio = 2;
  pane.box = { width: 4000, height: 2000 };
  v.requestDraw();
  minimap.draw();
  assert.deepEqual([canvas.width, canvas.height, canvas.style.width, canvas.style.height], [200, 100, '100px', '50px']);
});

test('there is none at "fit", without an image, or where it is switched off', () => {
  assert.equal(openMinimap({ zoom: 'fit' }).canvas.hidden, true);
  assert.equal(openMinimap({ minimap: false }).canvas.hidden, true);
  const { pane, minimap, canvas } = openMinimap();
  pane.subject = { ...pane.record, source: null };
  minimap.draw();
  assert.equal(canvas.hidden, true);
});

test('a press or a drag moves the view there, and nothing below hears of it', () => {
  const { v, canvas, moved } = openMinimap();
  const heard = [];
  v.leader().view.addEventListener('pointermove', () => heard.push('move'));
  canvas.getBoundingClientRect = () => ({ left: 10, top: 10, width: 100, height: 50 });
  let captured = null;
  Object.assign(canvas, { setPointerCapture: (id) => { captured = id; }, hasPointerCapture: (id) => id === captured });
  const send = (type, clientX, clientY) => canvas.dispatchEvent(event(type, { clientX, clientY, pointerId: 3 }));
  send('pointermove', 30, 20);
  assert.deepEqual(moved, []);
  send('pointerdown', 30, 20);
  send('pointermove', 60, 35);
  assert.deepEqual(moved, [['a', { x: 19.5, y: 9.5 }], ['a', { x: 49.5, y: 24.5 }]]);
  assert.deepEqual(heard, []);
});
