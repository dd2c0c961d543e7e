import assert from 'node:assert/strict';
import test from 'node:test';

import { drawCross, drawOverlay, drawRegions } from '../../app/viewer/overlay.js';
import { createPane, resizePane } from '../../app/viewer/panes.js';
import { levelsOf, openCanvases, picture } from './canvas.mjs';
import { fakeViewer, openPage, record } from './page.mjs';

/** Panes of 128 × 64 that show the image from its upper left corner at `scale`. */
function openViewer(state = {}, scale = 16, value = () => [10, 20, 30]) {
  const root = openPage();
  openCanvases();
  window.devicePixelRatio = 1;
  const v = fakeViewer(root, undefined, state);
  v.panes = new Map(v.data.panes.map((own) => [own.name, createPane(record(own.name), () => {})]));
  v.shown = () => v.state.panes.map((name) => v.panes.get(name));
  for (const pane of v.panes.values()) {
    resizePane(pane, 128, 64);
    pane.transform = { scale, x: 0, y: 0 };
    pane.subject = { ...pane.record, source: { levels: levelsOf(picture(100, 50, value)) } };
  }
  return { v, pane: v.panes.get('a') };
}
const whole = { left: 0, right: 128, top: 0, bottom: 64 };
const drawnPixels = (context) => {
  const found = [];
  for (let y = 0; y < 64; y += 1) for (let x = 0; x < 128; x += 1) if (context.at(x, y)[3]) found.push([x, y, context.at(x, y)[0]]);
  return found;
};

test('the cross-hair stands in the middle of the same pixel of every pane', () => {
  const { v, pane } = openViewer({}, 4);
  v.hover = { x: 5, y: 3 };
  drawCross(v);
  assert.deepEqual([pane.crossX.hidden, pane.crossX.style.transform, pane.crossY.style.transform], [false, 'translateY(14px)', 'translateX(22px)']);
  window.devicePixelRatio = 2;
  drawCross(v);
  assert.equal(pane.crossY.style.transform, 'translateX(11px)', 'in pixels of the page');
  v.state.crosshair = false;
  drawCross(v);
  assert.equal(pane.crossX.hidden, true);
});

test('under the wipe one cross is enough', () => {
  const { v } = openViewer({ layout: 'wipe' });
  v.hover = { x: 5, y: 3 };
  drawCross(v);
  assert.deepEqual([...v.panes.values()].map((pane) => pane.crossX.hidden), [true, true, false]);
  v.hover = null;
  drawCross(v);
  assert.deepEqual([...v.panes.values()].map((pane) => pane.crossX.hidden), [true, true, true]);
});

test('values are written from 16:1 on, inside the strip alone, light on dark', () => {
  const { v, pane } = openViewer();
  drawOverlay(v, pane, { ...whole, left: 32, right: 64 });
  const found = drawnPixels(pane.overlayContext);
  assert.ok(found.length > 0);
  assert.deepEqual([...new Set(found.map(([, , value]) => value))], [255]);
  assert.ok(found.every(([x]) => x >= 32 && x < 64), 'beyond the strip');
  assert.equal(pane.overlay.hidden, false);
  const bright = openViewer({}, 16, () => [200, 220, 230]);
  drawOverlay(bright.v, bright.pane, whole);
  assert.deepEqual([...new Set(drawnPixels(bright.pane.overlayContext).map(([, , value]) => value))], [0]);
});

test('the ink follows what is seen, not what is stored', () => {
  const { v, pane } = openViewer({ exposure: 4 });
  drawOverlay(v, pane, whole);
  assert.deepEqual([...new Set(drawnPixels(pane.overlayContext).map(([, , value]) => value))], [0], 'sixteen times as bright');
});

test('lines of the grid stand between pixels', () => {
  const { v, pane } = openViewer();
  drawOverlay(v, pane, whole);
  const lines = pane.overlayContext.calls.filter(([name]) => name === 'moveTo').map(([, x, y]) => [x, y]);
  assert.ok(lines.some(([x, y]) => x === 32.5 && y === 0), 'between the second and third column');
  assert.ok(lines.some(([x, y]) => x === 0 && y === 48.5));
});

test('below 16:1, while zooming, or switched off, nothing is written', () => {
  const small = openViewer({}, 15);
  drawOverlay(small.v, small.pane, whole);
  assert.equal(small.pane.overlay.hidden, true);
  const off = openViewer({ values: false });
  drawOverlay(off.v, off.pane, whole);
  assert.equal(off.pane.overlay.hidden, true);
  const moving = openViewer();
  moving.v.zooming = () => true;
  drawOverlay(moving.v, moving.pane, whole);
  assert.deepEqual(drawnPixels(moving.pane.overlayContext), []);
});

test('a difference writes differences', () => {
  const { v, pane } = openViewer({ layout: 'difference' });
  const same = picture(100, 50, () => [10, 20, 30]);
  Object.assign(pane.subject, { values: levelsOf(same), against: levelsOf(same) });
  drawOverlay(v, pane, whole);
  const zeros = drawnPixels(pane.overlayContext).length;
  pane.subject.against = levelsOf(picture(100, 50, () => [110, 120, 130]));
  drawOverlay(v, pane, whole);
  assert.ok(drawnPixels(pane.overlayContext).length > zeros, '−100 takes more than 0');
});

test('boxes of regions go around their pixels and are numbered; the whole image has none', () => {
  const { v, pane } = openViewer({ regions: [{ x: 0, y: 0, width: 100, height: 50 }, { x: 2, y: 1, width: 3, height: 2 }] }, 4);
  v.draft = { x: 6, y: 6, width: 1, height: 1 };
  drawRegions(v, pane, pane.overlayContext);
  const { calls } = pane.overlayContext;
  const corners = calls.filter(([name]) => name === 'moveTo' || name === 'lineTo').map(([, x, y]) => [x, y]);
  assert.deepEqual(corners.slice(0, 4), [[8.5, 4.5], [20.5, 4.5], [20.5, 12.5], [8.5, 12.5]]);
  assert.deepEqual(calls.filter(([name]) => name === 'fillText').map(([, text]) => text), ['2', '3']);
});
