import assert from 'node:assert/strict';
import test from 'node:test';

import { attachPointer } from '../../app/viewer/input.js';
import { event, openPage } from './page.mjs';

/** A stage with one pane, whose answers and what it was asked for can be looked at. */
function openStage({ zoomed = true, box = false } = {}) {
  const root = openPage();
  const stage = root.appendChild(document.createElement('div'));
  const figure = stage.appendChild(document.createElement('figure'));
  const pane = { name: 'a', figure };
  const asked = [];
  const record = (name) => (...given) => { asked.push([name, ...given.map((value) => (value === pane ? 'a' : value))]); };
  stage.setPointerCapture = () => {};
  attachPointer(stage, {
    paneAt: ({ clientX, clientY }) => (clientX < 0 ? null : { pane, x: clientX, y: clientY }),
    canZoomOut: () => zoomed,
    canPan: () => zoomed,
    wantsBox: () => box,
    ...Object.fromEntries(['drag', 'zoom', 'toggle', 'hover', 'box'].map((name) => [name, record(name)])),
  });
  const send = (type, clientX, clientY, more = {}) => {
    const sent = event(type, { clientX, clientY, pointerId: 1, pointerType: 'mouse', button: 0, ...more });
    (more.on ?? figure).dispatchEvent(sent);
    return sent;
  };
  return { stage, asked, send, without: (name) => asked.filter(([what]) => what !== name) };
}

test('the wheel zooms at the pointer, by lines as by pixels', () => {
  const { asked, send } = openStage();
  assert.equal(send('wheel', 10, 20, { deltaY: -100, deltaMode: 0 }).defaultPrevented, true);
  send('wheel', 10, 20, { deltaY: -10, deltaMode: 1 });
  assert.deepEqual(asked[0].slice(0, 4), ['zoom', 'a', 10, 20]);
  assert.ok(Math.abs(asked[0][4] - Math.exp(0.22)) < 1e-12);
  assert.ok(Math.abs(asked[1][4] - Math.exp(0.352)) < 1e-12);
});

test('zooming out of the whole image scrolls the page', () => {
  const { asked, send } = openStage({ zoomed: false });
  assert.equal(send('wheel', 10, 20, { deltaY: 100 }).defaultPrevented, false);
  assert.equal(send('wheel', -1, 20, { deltaY: -100 }).defaultPrevented, false, 'nor where no pane is');
  assert.deepEqual(asked, []);
  send('wheel', 10, 20, { deltaY: 100, ctrlKey: true });
  assert.equal(asked.length, 1, 'a pinch on a touchpad is meant for the image');
});

test('a drag begins after a few pixels and moves by each step; Alt shifts this pane', () => {
  const { stage, asked, send, without } = openStage();
  send('pointerdown', 10, 10, { altKey: true });
  send('pointermove', 12, 10);
  assert.deepEqual(without('hover'), []);
  send('pointermove', 20, 10);
  assert.equal(stage.classList.contains('pl-dragging'), true);
  send('pointermove', 23, 14);
  assert.deepEqual(without('hover'), [['drag', 'a', 10, 0, true], ['drag', 'a', 3, 4, true]]);
  assert.deepEqual(asked.at(-2), ['hover', 'a', 23, 14], 'the cross-hair follows the mouse');
  send('pointerup', 23, 14);
  assert.equal(stage.classList.contains('pl-dragging'), false);
  send('pointermove', 40, 40);
  assert.equal(without('hover').length, 2, 'let go of');
});

test('two fingers zoom about their middle and move with it', () => {
  const { without, send } = openStage();
  const finger = (type, x, y, pointerId) => send(type, x, y, { pointerId, pointerType: 'touch' });
  finger('pointerdown', 0, 0, 1);
  finger('pointerdown', 100, 0, 2);
  finger('pointermove', 200, 0, 2);
  assert.deepEqual(without('hover'), [['drag', 'a', 50, 0, false], ['zoom', 'a', 100, 0, 2]]);
});

test('a finger on the whole image scrolls the page, and a tap reads a pixel', () => {
  const { asked, send } = openStage({ zoomed: false });
  const touch = { pointerType: 'touch' };
  send('pointerdown', 10, 10, touch);
  send('pointermove', 40, 10, touch);
  assert.deepEqual(asked, []);
  send('pointercancel', 40, 10, touch);
  assert.deepEqual(asked, [], 'the page was scrolled');
  send('pointerdown', 10, 10, touch);
  send('pointerup', 10, 10, touch);
  assert.deepEqual(asked, [['hover', 'a', 10, 10]]);
});

test('a box is drawn from the first point to the last, and done once', () => {
  const { without, send } = openStage({ box: true });
  send('pointerdown', 10, 10);
  send('pointermove', 30, 40);
  send('pointerup', 30, 40);
  const boxes = without('hover').map(([what, pane, from, to, done]) => [what, pane, from.x, from.y, to.x, to.y, done]);
  assert.deepEqual(boxes, [['box', 'a', 10, 10, 30, 40, false], ['box', 'a', 10, 10, 30, 40, true]]);
  send('pointerdown', 10, 10);
  send('pointerup', 10, 10);
  assert.equal(without('hover').length, 2, 'a click is no box');
});

test('buttons and other mouse buttons are left alone; a double click toggles the zoom', () => {
  const { stage, without, send } = openStage();
  const button = stage.appendChild(document.createElement('button'));
  send('pointerdown', 10, 10, { on: button });
  send('pointermove', 60, 10);
  send('pointerdown', 10, 10, { button: 2 });
  send('pointermove', 90, 10);
  send('dblclick', 10, 10, { on: button });
  assert.deepEqual(without('hover'), []);
  send('dblclick', 10, 12);
  assert.deepEqual(without('hover'), [['toggle', 'a', 10, 12]]);
});

test('the cross-hair goes when the mouse leaves', () => {
  const { stage, asked, send } = openStage();
  send('pointerleave', 0, 0, { on: stage, pointerType: 'touch' });
  assert.deepEqual(asked, []);
  send('pointerleave', 0, 0, { on: stage });
  assert.deepEqual(asked, [['hover', null]]);
});
