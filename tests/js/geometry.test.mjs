import assert from 'node:assert/strict';
import test from 'node:test';

import {
  bestColumns, clampCentre, fitScale, scaleLabel, stepScale, stripOf, toImage, toScreen, transformAt, visibleRect, zoomAbout,
} from '../../app/viewer/geometry.js';
import { decodeFlow, flowAt, toGenerated, toReference } from '../../app/viewer/flow.js';
import { intoFrame, intoPane, paneTransform } from '../../app/viewer/transforms.js';

const near = (a, b, tolerance = 1e-6) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test('fit shows all of the image and never splits a pixel', () => {
  near(fitScale({ width: 300, height: 300 }, { width: 600, height: 400 }), 0.5);
  assert.equal(fitScale({ width: 1000, height: 1000 }, { width: 290, height: 218 }), 3);
  assert.equal(fitScale({ width: 0, height: 0 }, { width: 290, height: 218 }), 1);
});

test('screen and image coordinates are inverse, pixel centres at integers', () => {
  const transform = { scale: 8, x: -40, y: 16 };
  assert.deepEqual(toScreen(transform, { x: 0, y: 0 }), { x: -36, y: 20 });
  const back = toImage(transform, toScreen(transform, { x: 12.25, y: -3 }));
  near(back.x, 12.25);
  near(back.y, -3);
});

test('a centred pixel lies in the middle of the box, origin on whole screen pixels', () => {
  const transform = transformAt({ width: 101, height: 50 }, { x: 10, y: 20 }, 3.3);
  assert.ok(Number.isInteger(transform.x) && Number.isInteger(transform.y));
  near(toScreen(transform, { x: 10, y: 20 }).x, 50.5, 0.5);
});

test('zooming keeps the point under the cursor', () => {
  const box = { width: 400, height: 300 };
  const centre = { x: 100, y: 80 };
  const point = { x: 130, y: 60 };
  const before = toScreen(transformAt(box, centre, 2), point);
  const after = toScreen(transformAt(box, zoomAbout(centre, point, 2, 5), 5), point);
  near(before.x, after.x, 1);
  near(before.y, after.y, 1);
});

test('the view stays on the image', () => {
  const frame = { width: 100, height: 50 };
  assert.deepEqual(clampCentre({ x: -20, y: 500 }, 4, { width: 200, height: 100 }, frame), { x: 24.5, y: 37 });
  assert.deepEqual(clampCentre({ x: 3, y: 3 }, 1, { width: 200, height: 100 }, frame), { x: 49.5, y: 24.5 });
});

test('zoom steps follow the levels and name themselves', () => {
  assert.equal(stepScale(1, 1), 2);
  assert.equal(stepScale(0.68, 1), 1);
  assert.equal(stepScale(0.68, -1), 0.5);
  assert.equal(stepScale(32, 1), 32);
  assert.equal(scaleLabel(0.25), '1:4');
  assert.equal(scaleLabel(16), '16:1');
  assert.equal(scaleLabel(0.68), '68 %');
});

test('columns make images as large as the box allows; a grid of landscape photos is no row', () => {
  const wide = { width: 600, height: 400 };
  assert.equal(bestColumns(4, { width: 1390, height: 752 }, wide, 1, 34), 2);
  assert.equal(bestColumns(4, { width: 1390, height: 752 }, { width: 400, height: 600 }, 1, 34), 4);
  assert.equal(bestColumns(6, { width: 1390, height: 594 }, wide, 1, 34), 3);
  assert.equal(bestColumns(4, { width: 342, height: 624 }, wide, 1, 34), 2);
  assert.equal(bestColumns(4, { width: 1200, height: 600 }, wide), 2);
  assert.equal(bestColumns(4, { width: 1200, height: 200 }, wide), 4);
  assert.equal(bestColumns(4, { width: 300, height: 900 }, wide), 1);
});

test('the visible rectangle is whole pixels inside the image', () => {
  assert.deepEqual(visibleRect({ scale: 2, x: -5, y: 10 }, { width: 20, height: 20 }, { width: 8, height: 100 }), { x0: 2, y0: 0, x1: 8, y1: 5 });
});

/** A side file as app/panes.py writes it, for a shift of (3, −2) and a canvas twice as large. */
function field() {
  const meta = { columns: 5, rows: 4, width: 40, height: 30, scale_x: 2, scale_y: 2, step_px: 0.25 };
  const count = meta.columns * meta.rows;
  const bytes = new Uint8Array(count * 6);
  const rows = (plane, value) => plane.forEach((_, i) => { plane[i] = i % meta.columns ? 0 : value; });
  rows(new Int16Array(bytes.buffer, 0, count), 12);
  rows(new Int16Array(bytes.buffer, count * 2, count), -8);
  rows(new Uint8Array(bytes.buffer, count * 4, count), 255);
  rows(new Uint8Array(bytes.buffer, count * 5, count), 1);
  return decodeFlow(bytes, meta);
}

test('the alignment maps reference pixels into the generated image and back', () => {
  const there = toGenerated(field(), { x: 10.5, y: 7 });
  near(there.x, 24);
  near(there.y, 12);
  const back = toReference(field(), there);
  near(back.x, 10.5, 1e-3);
  near(back.y, 7, 1e-3);
  assert.deepEqual(flowAt(field(), { x: 10, y: 7 }), { x: 13, y: 5, confidence: 1, valid: true });
  assert.throws(() => decodeFlow(new Uint8Array(3), { columns: 5, rows: 4 }), /expected 120 bytes, got 3/);
});

test('a bent field is inverted too', () => {
  const bent = field();
  for (let i = 0; i < bent.dx.length; i += 1) bent.dx[i] += Math.round(6 * Math.sin(i));
  const point = { x: 21.3, y: 14.8 };
  const back = toReference(bent, toGenerated(bent, point));
  near(back.x, point.x, 0.01);
  near(back.y, point.y, 0.01);
});

test('at fit a pane shows its own image; zoomed in, panes show the same object at the same size', () => {
  const frame = { width: 40, height: 30 };
  const box = { width: 80, height: 60 };
  const raw = { width: 80, height: 60, follows: true };
  assert.deepEqual(paneTransform(raw, frame, { zoom: 'fit' }, box, { field: field() }), { scale: 1, x: 0, y: 0 });
  const view = { zoom: 8, x: 20, y: 15 };
  const plain = paneTransform({ ...frame, follows: false }, frame, view, box, { field: field() });
  const followed = paneTransform(raw, frame, view, box, { field: field() });
  assert.equal(plain.scale, 8);
  assert.equal(followed.scale, 4);
  const inPlain = toScreen(plain, { x: 22, y: 14 });
  const inRaw = toScreen(followed, intoPane(raw, frame, { x: 22, y: 14 }, field()));
  near(inPlain.x, inRaw.x, 4);
  near(inPlain.y, inRaw.y, 4);
});

test('without an alignment, sizes alone map one pane into another', () => {
  const frame = { width: 40, height: 30 };
  const pane = { width: 80, height: 60, follows: false };
  assert.deepEqual(intoPane(pane, frame, { x: -0.5, y: -0.5 }, null), { x: -0.5, y: -0.5 });
  assert.deepEqual(intoFrame(pane, frame, { x: 79.5, y: 59.5 }, null), { x: 39.5, y: 29.5 });
});

test('an offset moves one pane by its own pixels', () => {
  const frame = { width: 40, height: 30 };
  const box = { width: 80, height: 60 };
  const still = paneTransform(frame, frame, { zoom: 4, x: 20, y: 15 }, box);
  const moved = paneTransform(frame, frame, { zoom: 4, x: 20, y: 15 }, box, { offset: [2, -1] });
  assert.deepEqual([moved.x - still.x, moved.y - still.y], [8, -4]);
});

test('a strip is cut across or down, on whole pixels, and shows what lies in it', () => {
  const box = { width: 101, height: 51 };
  assert.deepEqual(stripOf(box, 0.25, 0.5), { ...box, left: 25, right: 51, top: 0, bottom: 51 });
  assert.deepEqual(stripOf(box, 0.25, 0.5, 'y'), { ...box, left: 0, right: 101, top: 13, bottom: 26 });
  const seen = visibleRect({ scale: 2, x: 0, y: 10 }, stripOf({ width: 20, height: 40 }, 0.5, 1, 'y'), { width: 8, height: 100 });
  assert.deepEqual(seen, { x0: 0, y0: 5, x1: 8, y1: 15 });
});
