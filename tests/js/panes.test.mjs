import assert from 'node:assert/strict';
import test from 'node:test';

import { createPane, describePane, drawPane, protocolChip, resizePane, setApart, setRecord, setStatus } from '../../app/viewer/panes.js';
import { levelsOf, openCanvases, picture } from './canvas.mjs';
import { click, openPage, record } from './page.mjs';

function openPane(more = {}, onMenu = () => {}) {
  const root = openPage();
  openCanvases();
  const pane = createPane(record('a', more), onMenu, { label: 'RGB', title: 'All channels', switches: true });
  root.append(pane.figure);
  return pane;
}

test('a caption holds where the image comes from, and its scores with their protocol', () => {
  const pane = openPane({ badge: 'GPT-4o', source: true, origin: 'Uploaded', score_text: 'PSNR 20.1 dB', scores: [{ name: 'PSNR', value: '20.1 dB' }] });
  assert.deepEqual([...pane.meta.children].map((node) => [node.className, node.textContent]), [
    ['pl-chip pl-chip-source', 'GPT-4o'], ['pl-score pl-score-psnr', 'PSNR 20.1 dB'], ['pl-protocol', 'RGB'],
  ]);
  assert.equal(pane.meta.title, 'Uploaded. PSNR 20.1 dB');
  assert.equal(describePane(pane, 'Mine'), 'Mine, Uploaded, PSNR 20.1 dB');
  setRecord(pane, record('a', { scores: [] }), { label: 'RGB', title: '', switches: true });
  assert.equal(pane.meta.children.length, 0, 'no scores, no protocol');
});

test('the protocol is a button only where the page can recompute', () => {
  openPage();
  assert.equal(protocolChip({ label: 'Y', title: '', switches: true }).localName, 'button');
  assert.equal(protocolChip({ label: 'Y', title: '', switches: false }).localName, 'span');
});

test('the badge says how the pixels stand, and the reason stands in the pane', () => {
  const pane = openPane();
  assert.deepEqual([pane.status.state, pane.badge.textContent, pane.message.hidden], ['loading', 'loading', true]);
  setStatus(pane, 'exact');
  assert.equal(pane.badge.textContent, 'pixel-exact');
  assert.match(pane.badge.title, /SHA-256/);
  setStatus(pane, 'missing', 'the server answered 404');
  assert.equal(pane.badge.title, 'Not shown: the server answered 404');
  assert.deepEqual([pane.message.hidden, pane.message.textContent], [false, 'The server answered 404.']);
  assert.equal(pane.badge.dataset.state, 'missing');
});

test('a pane with a shift or a view of its own says so', () => {
  const pane = openPane();
  setApart(pane, [2.4, -3.6], true);
  assert.deepEqual([pane.offset.hidden, pane.offset.textContent], [false, 'unlinked · +2, −4 px']);
  setApart(pane, undefined, false);
  assert.equal(pane.offset.hidden, true);
});

test('its menu is opened for this pane', () => {
  const opened = [];
  const pane = openPane({}, (own) => opened.push(own.name));
  click(pane.menu);
  assert.deepEqual(opened, ['a']);
});

test('both canvases get the size in device pixels, once', () => {
  const pane = openPane();
  assert.equal(resizePane(pane, 30, 20), true);
  assert.equal(resizePane(pane, 30, 20), false);
  assert.deepEqual([pane.canvas.width, pane.canvas.height, pane.overlay.width, pane.overlay.height], [30, 20, 30, 20]);
  resizePane(pane, 0, 0);
  assert.equal(pane.canvas.width, 1, 'a canvas of no pixels cannot be drawn into');
});

const image = (value) => ({ levels: levelsOf(picture(10, 10, () => value)) });

function drawn({ from = 0, to = 20, source = image([200, 100, 0]), blend = null } = {}) {
  const pane = openPane({ width: 10, height: 10 });
  resizePane(pane, 20, 20);
  pane.transform = { scale: 2, x: 0, y: 0 };
  pane.subject = { width: 10, height: 10, source };
  drawPane(pane, { left: from, right: to, top: 0, bottom: 20 }, true, blend);
  return pane.context;
}

test('only the strip of a wipe is painted', () => {
  const context = drawn({ from: 5, to: 12 });
  assert.deepEqual([4, 5, 11, 12].map((x) => context.at(x, 10)[0]), [0, 200, 200, 0]);
  assert.equal(context.clipped, null, 'the clip is taken back');
});

test('a blend is under + share · (over − under)', () => {
  const context = drawn({ blend: { under: image([100, 0, 0]), over: image([200, 80, 0]), share: 0.25 } });
  assert.deepEqual(context.at(3, 3), [125, 20, 0, 255]);
  assert.equal(context.globalAlpha, 1);
});

test('a pane without an image is empty', () => {
  assert.deepEqual(drawn({ source: null }).at(3, 3), [0, 0, 0, 0]);
});
