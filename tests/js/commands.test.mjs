import assert from 'node:assert/strict';
import test from 'node:test';

import { createCommands } from '../../app/viewer/commands.js';
import { fakeViewer, openPage } from './page.mjs';

function commandsOf(state = {}) {
  const v = fakeViewer(openPage(), undefined, state);
  const called = [];
  const record = (name) => (...given) => { called.push([name, ...given]); };
  const parts = {
    navigation: { centreOf: () => ({ x: 50, y: 25 }) },
    menus: {},
    regions: { add: record('add'), toggleWhole: record('whole'), hasWhole: () => true, suggest: async () => { throw new Error('no reference'); } },
    help: { open: record('help') },
    blink: { toggle: record('blink'), on: () => v.blinking, stop: record('stop blinking') },
  };
  return { v, called, commands: createCommands(v, parts) };
}

test('two corners by keyboard make a region, in whole pixels', () => {
  const { v, called, commands } = commandsOf();
  v.hover = { x: 10, y: 5 };
  v.drawing = true;
  commands.markCorner();
  assert.deepEqual(called, []);
  v.hover = { x: 3, y: 9 };
  commands.markCorner();
  assert.equal(v.drawing, false);
  assert.deepEqual(called, [['add', { x: 3, y: 5, width: 8, height: 5 }]]);
  v.hover = null;
  commands.markCorner();
  v.hover = { x: 52, y: 25 };
  commands.markCorner();
  assert.deepEqual(called[1], ['add', { x: 50, y: 25, width: 3, height: 1 }], 'without a cross-hair the middle of the view is a corner');
});

test('a first corner is forgotten when drawing starts anew', () => {
  const { v, called, commands } = commandsOf();
  v.hover = { x: 10, y: 5 };
  commands.markCorner();
  commands.drawRegion();
  assert.equal(v.drawing, true);
  commands.markCorner();
  assert.deepEqual(called, []);
  commands.drawRegion();
  assert.equal(v.drawing, false);
});

test('channels and panes go round in both directions', () => {
  const { v, commands } = commandsOf();
  commands.channelBy(-1);
  assert.equal(v.state.channel, 'luma');
  commands.channelBy(1);
  assert.equal(v.state.channel, 'all');
  v.state.flip = 'truth';
  commands.flipBy(1);
  assert.deepEqual(v.patches.at(-1), { layout: 'flip', flip: 'a' });
  commands.flipBy(-1);
  assert.equal(v.state.flip, 'truth');
});

test('brightness changes by a step and is said', () => {
  const { v, commands } = commandsOf({ exposure: 1 });
  commands.expose(1);
  assert.deepEqual(v.patches, [{ exposure: 2 }]);
  assert.match(v.said[0], /× 4; pixels and numbers stay/);
});

test('the wipe turns only where it is seen', () => {
  const { v, commands } = commandsOf();
  commands.turnWipe();
  assert.deepEqual(v.patches.at(-1), { layout: 'wipe', wipeAxis: 'x' });
  commands.turnWipe();
  assert.deepEqual(v.patches.at(-1), { layout: 'wipe', wipeAxis: 'y' });
  assert.match(v.said.at(-1), /top to bottom/);
});

test('an unlinked pane starts from the common view and is linked again', () => {
  const { v, commands } = commandsOf({ zoom: 4, x: 7, y: 8 });
  commands.unlink(v.panes.get('b'));
  assert.deepEqual(v.state.unlinked, { b: { zoom: 4, x: 7, y: 8 } });
  commands.unlink(v.panes.get('b'));
  assert.deepEqual(v.state.unlinked, {});
  commands.unlink(null);
  commands.moveBy(v.panes.get('b'), 1);
  assert.deepEqual(v.patches.at(-1), { moved: 'b', index: 2 });
});

test('Escape ends one thing at a time: window, blinking, drawing, layout', () => {
  const { v, called, commands } = commandsOf({ layout: 'wipe' });
  const closed = [];
  Object.assign(v, { popovers: { isOpen: () => closed.length === 0, close: () => closed.push('window') }, blinking: true, drawing: true });
  commands.escape();
  assert.deepEqual([closed, called, v.drawing], [['window'], [], true]);
  commands.escape();
  assert.deepEqual([called, v.drawing], [[['stop blinking']], true]);
  v.blinking = false;
  commands.escape();
  assert.deepEqual([v.drawing, v.state.layout], [false, 'wipe']);
  commands.escape();
  assert.equal(v.state.layout, 'grid');
  const patches = v.patches.length;
  commands.escape();
  assert.equal(v.patches.length, patches);
});

test('a link is copied; where that is not allowed the address bar holds it', async () => {
  const { v, commands } = commandsOf({ layout: 'wipe' });
  const events = [];
  v.onEvent = (...given) => events.push(given);
  const texts = [];
  const replaced = [];
  globalThis.location = { href: 'http://127.0.0.1:7860/?other=1' };
  globalThis.history = { state: null, replaceState: (_state, _title, address) => replaced.push(String(address)) };
  const clipboard = (writeText) => Object.defineProperty(globalThis, 'navigator', { value: { clipboard: { writeText } }, configurable: true });
  clipboard(async (text) => texts.push(text));
  await commands.copyLink();
  assert.match(texts[0], /#view=r&layout=wipe/);
  assert.equal(v.said.at(-1), 'Link copied. It works on this machine only');
  clipboard(async () => { throw new Error('denied'); });
  await commands.copyLink();
  assert.deepEqual(replaced, texts);
  assert.match(v.said.at(-1), /address bar now holds the link/);
  assert.deepEqual(events.map(([name]) => name), ['link', 'link']);
});

test('what cannot be done is said', async () => {
  const { v, commands } = commandsOf();
  await commands.suggest();
  await commands.saveImage(v.panes.get('a'), { format: 'png', quality: 92 });
  assert.deepEqual(v.said, ['no reference', 'The image could not be saved: the image is not loaded yet']);
});
