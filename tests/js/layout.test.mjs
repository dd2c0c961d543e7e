import assert from 'node:assert/strict';
import test from 'node:test';

import { createLayout } from '../../app/viewer/layout.js';
import { createPane } from '../../app/viewer/panes.js';
import { openCanvases } from './canvas.mjs';
import { fakeViewer, openPage, record } from './page.mjs';

const observers = [];
const style = (node, name) => String(node.style.getPropertyValue(name));

class Observer {
  constructor(tell) {
    Object.assign(this, { tell, watched: [], ended: false });
    observers.push(this);
  }

  observe(node, options = {}) { this.watched.push([node, options.box]); }

  disconnect() { this.ended = true; }
}

/** A stage of 1200 × 800 with three panes, each `width` × `height` at (left, top). */
function openLayout(state = {}, { left = 0, width = 400, height = 200, ratio = 1, frameWidth = 1200 } = {}) {
  const root = openPage();
  openCanvases();
  Object.assign(globalThis, { ResizeObserver: Observer, getComputedStyle: () => ({ maxHeight: '800px' }) });
  window.devicePixelRatio = ratio;
  const v = fakeViewer(root, undefined, state);
  v.panes = new Map(v.data.panes.map((own) => [own.name, createPane(record(own.name), () => {})]));
  v.shown = () => v.state.panes.map((name) => v.panes.get(name));
  v.drawn = 0;
  v.drawNow = () => { v.drawn += 1; };
  const frame = root.appendChild(document.createElement('div'));
  const stage = frame.appendChild(document.createElement('div'));
  frame.getBoundingClientRect = () => ({ width: frameWidth, height: 800 });
  for (const pane of v.panes.values()) pane.view.getBoundingClientRect = () => ({ left, top: 0, right: left + width, bottom: height });
  const arranged = [];
  const layout = createLayout(v, stage, { arrange: () => arranged.push('wipe') });
  return { v, root, frame, stage, layout, arranged, observer: observers.at(-1) };
}

test('panes stand in the order of the state, numbered and named', () => {
  const { v, stage, layout, arranged } = openLayout({ panes: ['truth', 'a'], labels: { a: 'Mine' } });
  layout.arrange();
  assert.deepEqual([...stage.children].map((figure) => figure.dataset.pane), ['truth', 'a']);
  const mine = v.panes.get('a');
  assert.deepEqual([mine.number.textContent, mine.label.textContent, mine.tag.textContent], ['2', 'Mine', '2 Mine']);
  assert.equal(mine.menu.getAttribute('aria-label'), 'Options of Mine');
  assert.equal(style(mine.figure, '--pl-slot'), '1');
  assert.equal(style(stage, '--pl-count'), '2');
  assert.deepEqual(arranged, ['wipe']);
});

test('a row has as many columns as panes, a grid as many as show them largest', () => {
  const { v, root, frame, stage, layout } = openLayout();
  layout.arrange();
  assert.deepEqual([style(stage, '--pl-columns'), style(stage, '--pl-rows')], ['2', '2']);
  assert.equal(style(frame, '--pl-needed'), `${2 * (600 / 2 + 34)}px`);
  assert.equal(root.dataset.captions, 'one');
  v.state.layout = 'row';
  layout.arrange();
  assert.deepEqual([style(stage, '--pl-columns'), style(stage, '--pl-rows')], ['3', '1']);
  assert.deepEqual([root.dataset.layout, root.dataset.captions], ['row', 'two']);
  assert.equal(style(frame, '--pl-needed'), `${400 / 2 + 50}px`);
});

test('panes on top of each other take the width of the frame', () => {
  const { frame, layout } = openLayout({ layout: 'flip' });
  layout.arrange();
  assert.equal(style(frame, '--pl-needed'), `${1200 / 2 + 34}px`);
});

test('a pane is as large as the device pixels between its rounded edges', () => {
  const { v, layout } = openLayout({}, { left: 0.3, width: 400.4, ratio: 1.5 });
  layout.arrange();
  assert.deepEqual(v.panes.get('a').box, { width: Math.round(400.7 * 1.5) - Math.round(0.3 * 1.5), height: 300 });
  assert.equal(v.panes.get('a').canvas.width, v.panes.get('a').box.width);
});

test('the observer is believed where it can be right', () => {
  const { v, layout, observer } = openLayout({}, { ratio: 2 });
  layout.arrange();
  const pane = v.panes.get('a');
  assert.ok(observer.watched.some(([node, box]) => node === pane.view && box === 'device-pixel-content-box'));
  const told = (inlineSize) => observer.tell([{ target: pane.view, contentRect: { width: 400 }, devicePixelContentBoxSize: [{ inlineSize, blockSize: 401 }] }]);
  told(801);
  assert.deepEqual(pane.box, { width: 801, height: 401 });
  told(400);
  assert.deepEqual(pane.box, { width: 800, height: 400 }, 'emulated: measured instead');
  assert.equal(v.drawn, 2);
});

test('a browser that observes no device pixels is observed plainly', () => {
  const { v, layout, observer } = openLayout();
  observer.observe = function observe(node, options) {
    if (options?.box) throw new TypeError('not supported');
    this.watched.push([node]);
  };
  layout.arrange();
  assert.ok(observer.watched.some(([node, box]) => node === v.panes.get('a').view && box === undefined));
});

test('the focus stays on a pane that stays', () => {
  const { v, stage, layout } = openLayout();
  layout.arrange();
  const { figure } = v.panes.get('b');
  figure.focus();
  v.state.panes = ['b', 'a'];
  const moved = [];
  figure.focus = () => moved.push('b');
  layout.arrange();
  assert.deepEqual(moved, ['b']);
  assert.equal(stage.children.length, 2);
  layout.arrange();
  assert.deepEqual(moved, ['b'], 'nothing moved, nothing is focused anew');
});

test('without a result it says what to do', () => {
  const { v, frame, stage, layout, observer } = openLayout();
  Object.assign(v.state, { panes: [] });
  v.data.panes = [];
  layout.arrange();
  assert.equal(stage.textContent, 'Open an image to compare its restorations here.');
  assert.equal(style(frame, '--pl-needed'), '0px');
  layout.stop();
  assert.equal(observer.ended, true);
});
