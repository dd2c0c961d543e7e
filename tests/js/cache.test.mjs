import assert from 'node:assert/strict';
import test from 'node:test';

import { createCache } from '../../app/viewer/cache.js';

test('what was asked for longest ago makes room', () => {
  const cache = createCache(100);
  for (const name of ['a', 'b', 'c']) cache.store(name, name.toUpperCase(), 30);
  assert.equal(cache.find('a'), 'A');
  cache.store('d', 'D', 30);
  assert.deepEqual(['a', 'b', 'c', 'd'].map((name) => cache.find(name)), ['A', null, 'C', 'D']);
});

test('a value larger than the room is kept alone, and a new one takes its place', () => {
  const cache = createCache(100);
  cache.store('small', 1, 10);
  cache.store('large', 2, 500);
  assert.deepEqual([cache.find('small'), cache.find('large')], [null, 2]);
  cache.store('small', 3, 10);
  assert.deepEqual([cache.find('small'), cache.find('large')], [3, null]);
});

test('names are dropped by how they begin', () => {
  const cache = createCache(100);
  cache.store('1 pixels', 1, 1);
  cache.store('1 against 2', 2, 1);
  cache.store('11 pixels', 3, 1);
  cache.drop('1 ');
  assert.deepEqual(['1 pixels', '1 against 2', '11 pixels'].map((name) => cache.find(name)), [null, null, 3]);
});
