import assert from 'node:assert/strict';
import test from 'node:test';

import { pickLevel, readPixel } from '../../app/viewer/draw.js';
import { createDifference } from '../../app/viewer/lazy.js';
import { createSubjects } from '../../app/viewer/subjects.js';
import { fakeViewer, openPage } from './page.mjs';

test('the finest level worth drawing, among those that have come', () => {
  const levels = [1, 2, 3];
  assert.deepEqual([2, 1, 0.6, 0.5, 0.26, 0.1].map((scale) => pickLevel(levels, scale)), [0, 0, 0, 1, 1, 2]);
  assert.equal(pickLevel([null, null, 3], 1), 2);
  assert.equal(pickLevel([1, null, null], 0.1), 0);
  assert.equal(pickLevel([], 1), null);
  assert.equal(readPixel([null], 0, 0), null);
  assert.equal(readPixel([{ width: 4, height: 4 }], 4, 0), null);
});

test('a difference asks for the tiles in sight, each once, and closes what comes too late', async () => {
  const asked = [];
  let closed = 0;
  const request = (level, rect) => {
    asked.push([level, rect.x, rect.y]);
    return Promise.resolve({ bitmap: { close: () => { closed += 1; } } });
  };
  const source = createDifference({ width: 1500, height: 600 }, request, () => {}, assert.fail);
  const view = [{ scale: 1, x: 0, y: 0 }, { width: 500, height: 500 }];
  await source.want(...view);
  await source.want(...view);
  assert.deepEqual(asked.filter(([level]) => level === 0), [[0, 0, 0]]);
  assert.ok(source.levels[0].tiles[0].bitmap);
  const late = source.want({ scale: 1, x: -1000, y: 0 }, view[1]);
  source.close();
  await late;
  assert.equal(closed, asked.length);
});

test('a failed tile is told', async () => {
  const errors = [];
  const source = createDifference({ width: 10, height: 10 }, () => Promise.reject(new Error('no memory')), () => {}, (error) => errors.push(error.message));
  await source.want({ scale: 1, x: 0, y: 0 }, { width: 10, height: 10 });
  assert.deepEqual(errors, ['no memory']);
});

test('a pane shows itself, the reference while that is held, and a difference', () => {
  const v = fakeViewer(openPage());
  v.images = { call: async () => ({ bitmap: { close() {} } }) };
  for (const pane of v.panes.values()) pane.image = { key: pane.name, levels: [{ width: 100, height: 50 }] };
  const subjects = createSubjects(v);
  const pane = v.panes.get('a');
  assert.equal(subjects.of(pane).source, pane.image);
  v.held = true;
  assert.equal(subjects.of(pane).source, v.panes.get('truth').image);
  v.held = false;
  v.state.layout = 'difference';
  const difference = subjects.of(pane).source;
  assert.notEqual(difference, pane.image);
  assert.equal(subjects.of(pane).source, difference);
  v.state.difference = { ...v.state.difference, channel: 'red' };
  assert.notEqual(subjects.of(pane).source, difference);
  assert.equal(subjects.of(v.panes.get('truth')).source, v.panes.get('truth').image);
});
