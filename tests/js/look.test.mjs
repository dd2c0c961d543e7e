import assert from 'node:assert/strict';
import test from 'node:test';

import { greyMatrix, lookFilter, seenBrightness } from '../../app/viewer/look.js';
import { decodeView, encodeView } from '../../app/viewer/share.js';
import { CHANNEL_VIEWS, channelLabel, defaultState, mergeState } from '../../app/viewer/state.js';

test('a view as the pixels are has no filter; channel and brightness go together', () => {
  assert.equal(lookFilter({ channel: 'all', exposure: 0 }), '');
  assert.equal(lookFilter({ channel: 'all', exposure: -1 }), 'brightness(0.5)');
  assert.equal(lookFilter({ channel: 'blue', exposure: 2 }), 'url(#pl-only-blue) brightness(4)');
});

test('the matrix of every channel makes grey of equal weight, alpha untouched', () => {
  for (const channel of CHANNEL_VIEWS.filter((name) => name !== 'all')) {
    const numbers = greyMatrix(channel).split(' ').map(Number);
    assert.equal(numbers.length, 20);
    const rows = [0, 1, 2, 3].map((i) => numbers.slice(i * 5, i * 5 + 5));
    assert.deepEqual(rows[0], rows[1]);
    assert.deepEqual(rows[0], rows[2]);
    assert.ok(Math.abs(rows[0].reduce((a, b) => a + b) - 1) < 1e-9, 'white must stay white');
    assert.deepEqual(rows[3], [0, 0, 0, 1, 0]);
  }
});

test('what is written over a pixel stands out from what is seen of it', () => {
  const pixel = [0, 0, 250, 255];
  assert.ok(seenBrightness(pixel, 0) < 127);
  assert.equal(seenBrightness(pixel, 0, { channel: 'blue', exposure: 0 }), 250);
  assert.equal(seenBrightness([40, 0, 0, 255], 0, { channel: 'red', exposure: 2 }), 160);
});

test('the channel of the view travels in links, and nonsense is ignored', () => {
  const payload = { panes: [{ name: 'a' }], width: 4, height: 4 };
  const start = defaultState(payload);
  const red = mergeState(start, { channel: 'red' }, payload);
  assert.equal(mergeState(red, { channel: 'infrared' }, payload).channel, 'red');
  const { patch } = decodeView(`#${encodeView('id', red, start)}`);
  assert.equal(mergeState(start, patch, payload).channel, 'red');
  assert.ok(!encodeView('id', start, start).includes('channel'));
  assert.deepEqual([channelLabel('all'), channelLabel('luma')], ['in colour', 'luma only']);
});
