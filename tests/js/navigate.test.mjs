import assert from 'node:assert/strict';
import test from 'node:test';

import { createNavigation } from '../../app/viewer/navigate.js';
import { fakeViewer, openPage } from './page.mjs';

const open = (state) => {
  const v = fakeViewer(openPage(), undefined, state);
  return [v, createNavigation(v)];
};

test('between the whole image and actual pixels, about a point', () => {
  const [v, navigation] = open();
  navigation.toggle(v.leader(), { x: 10, y: 10 });
  assert.equal(v.state.zoom, 4);
  navigation.toggle();
  assert.equal(v.state.zoom, 'fit');
});

test('panning moves by screen pixels, never away from the image, and not at all at fit', () => {
  const [v, navigation] = open();
  navigation.panBy(v.leader(), 10, 0);
  assert.deepEqual(v.patches, []);
  v.state.zoom = 8;
  navigation.panBy(v.leader(), 16, 0);
  assert.equal(v.state.x, 47.5);
  navigation.panBy(v.leader(), 1e6, 0);
  assert.equal(v.state.x, 12);
});

test('a pane that stands alone moves alone', () => {
  const [v, navigation] = open({ zoom: 4, unlinked: { a: { zoom: 4, x: 50, y: 25 } } });
  navigation.moveTo(v.panes.get('a'), { x: 60, y: 25 });
  assert.equal(v.state.unlinked.a.x, 60);
  assert.equal(v.state.x, 49.5);
  navigation.offsetBy(v.panes.get('b'), 2, -1);
  assert.deepEqual(v.state.offsets, { b: [2, -1] });
});

test('the cursor stays on the image', () => {
  const [v, navigation] = open();
  navigation.moveCursor(-500, 3);
  assert.deepEqual(v.hover, { x: 0, y: 28 });
});
