import assert from 'node:assert/strict';
import test from 'node:test';

import { createBlink } from '../../app/viewer/blink.js';
import { activeNode, button, el, icon, press, setAttribute, setText } from '../../app/viewer/dom.js';
import { createHelp, KEYS } from '../../app/viewer/help.js';
import { attachKeyboard } from '../../app/viewer/keyboard.js';
import { createPopovers } from '../../app/viewer/popover.js';
import { createToolbar } from '../../app/viewer/toolbar.js';
import { fakeViewer, openPage } from './page.mjs';

test('elements have attributes, listeners and children', () => {
  openPage();
  let clicks = 0;
  const node = el('p', { class: 'x', hidden: true, title: null, onclick: () => { clicks += 1; } }, ['a', null, el('b')], 'c');
  node.dispatchEvent(new window.Event('click'));
  assert.deepEqual([node.className, node.hasAttribute('hidden'), node.hasAttribute('title'), node.innerHTML], ['x', true, false, 'a<b></b>c']);
  assert.equal(clicks, 1);
  assert.equal(icon('save').getAttribute('aria-hidden'), 'true');
  const known = button({ id: 'z', name: 'Zoom', key: 'Z', symbol: 'plus', pressed: false });
  assert.equal(known.getAttribute('title'), 'Zoom (Z)');
  press(known, true);
  assert.equal(known.getAttribute('aria-pressed'), 'true');
  setText(node, 'new');
  setAttribute(node, 'lang', 'en');
  assert.equal(node.textContent + node.getAttribute('lang'), 'newen');
  assert.ok(activeNode() === null || activeNode() instanceof HTMLElement);
});

test('blinking is asked for, holds and lets go of the reference, and ends', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const v = fakeViewer(openPage());
  const blink = createBlink(v);
  blink.toggle();
  context.mock.timers.tick(500);
  assert.equal(v.held, true);
  context.mock.timers.tick(500);
  assert.equal(v.held, false);
  context.mock.timers.tick(500);
  blink.stop();
  assert.deepEqual([v.held, blink.on()], [false, false]);
  window.matchMedia = () => ({ matches: true });
  blink.toggle();
  assert.equal(blink.on(), false);
  assert.match(v.said.at(-1), /reduced motion/);
});

test('help lists every key once', () => {
  openPage();
  const { node } = createHelp();
  assert.equal(node.querySelectorAll('dt').length, KEYS.flatMap(([, rows]) => rows).length);
  const keys = KEYS.slice(0, 4).flatMap(([, rows]) => rows.map(([key]) => key));
  assert.equal(new Set(keys).size, keys.length);
});

test('one popover at a time, and its button says so', () => {
  const root = openPage();
  const popovers = createPopovers(root);
  const [one, two] = [root.appendChild(document.createElement('button')), root.appendChild(document.createElement('button'))];
  popovers.toggle(one, 'One', [el('input')]);
  popovers.toggle(two, 'Two', []);
  assert.deepEqual([one, two].map((node) => node.getAttribute('aria-expanded')), ['false', 'true']);
  assert.equal(root.querySelectorAll('[role=dialog]').length, 1);
  popovers.toggle(two, 'Two', []);
  assert.equal(popovers.isOpen(), false);
});

const commands = () => {
  const called = [];
  const record = (name) => (...given) => called.push([name, ...given]);
  const navigation = Object.fromEntries(['zoomStep', 'toggle', 'panBy', 'moveCursor', 'offsetBy'].map((name) => [name, record(name)]));
  const names = ['blink', 'escape', 'drawRegion', 'wholeImage', 'suggest', 'copyLink', 'fullScreen', 'help', 'markCorner', 'savePicture', 'saveView', 'toggleLink', 'unlink', 'flip'];
  return { called, navigation, hasWhole: () => false, ...Object.fromEntries(names.map((name) => [name, record(name)])) };
};

test('the toolbar says what is on and asks for what is clicked', () => {
  const root = openPage();
  const v = fakeViewer(root, undefined, { layout: 'wipe', exposure: 1, channel: 'red' });
  const asked = commands();
  const toolbar = createToolbar(v, asked);
  root.append(toolbar.node);
  toolbar.update();
  const of = (id) => toolbar.node.querySelector(`[data-testid="${id}"]`);
  assert.equal(of('layout-wipe').getAttribute('aria-pressed'), 'true');
  assert.equal(of('layout-grid').getAttribute('aria-pressed'), 'false');
  assert.match(of('channel').textContent, /Red only/);
  for (const id of ['layout-flip', 'zoom-fit', 'exposure', 'channel', 'zoom-in', 'copy-link']) of(id).dispatchEvent(new window.Event('click'));
  assert.deepEqual(v.patches, [{ layout: 'flip' }, { zoom: 'fit' }, { exposure: 0 }, { channel: 'all' }]);
  assert.deepEqual(asked.called.map(([name]) => name), ['zoomStep', 'copyLink']);
});

test('keys work on the viewer and not while text is typed', () => {
  const root = openPage();
  const v = fakeViewer(root);
  const asked = commands();
  attachKeyboard(v, asked);
  const type = (key, node = root) => node.dispatchEvent(Object.assign(new window.Event('keydown', { bubbles: true, cancelable: true }), { key }));
  type('2');
  type('k');
  type('x', root.appendChild(document.createElement('textarea')));
  assert.deepEqual(v.patches, [{ layout: 'flip', flip: 'b' }]);
  assert.deepEqual(asked.called, [['blink']]);
});
