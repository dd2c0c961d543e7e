import assert from 'node:assert/strict';
import test from 'node:test';

import { placed } from '../../app/viewer/reorder.js';
import { createWipe, wipePaneAt } from '../../app/viewer/wipe.js';
import { fakeViewer, openPage } from './page.mjs';

test('a pane goes to another place, the others close up', () => {
  assert.deepEqual(placed(['a', 'b', 'c'], 'a', 2), ['b', 'c', 'a']);
  assert.deepEqual(placed(['a', 'b', 'c'], 'c', -5), ['c', 'a', 'b']);
  assert.deepEqual(placed(['a', 'b'], 'x', 0), ['a', 'b']);
});

test('the pane under a pointer is the one whose strip lies there', () => {
  const v = fakeViewer(openPage(), ['a', 'b', 'c', 'd'], { layout: 'wipe' });
  assert.equal(wipePaneAt(v, { clientX: 10, clientY: 100 }), 'a');
  assert.equal(wipePaneAt(v, { clientX: 399, clientY: 100 }), 'd');
  v.state.wipeAxis = 'y';
  assert.equal(wipePaneAt(v, { clientX: 10, clientY: 299 }), 'd');
});

test('there is a divider between any two panes, and it says between which', () => {
  const root = openPage();
  const v = fakeViewer(root, ['a', 'b', 'c'], { layout: 'wipe' });
  const node = document.createElement('div');
  const wipe = createWipe(v, node);
  wipe.arrange();
  assert.equal(node.children.length, 2);
  assert.equal(node.children[1].getAttribute('aria-label'), 'Divider between B and C');
  wipe.settle();
  assert.equal(v.state.wipe.length, 2);
  v.state.layout = 'grid';
  wipe.arrange();
  assert.equal(node.children.length, 0);
});
