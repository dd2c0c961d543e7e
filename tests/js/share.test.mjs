import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeView, encodeView, reachNote } from '../../app/viewer/share.js';
import { defaultState, mergeState } from '../../app/viewer/state.js';

const pane = (name) => ({ name, label: name, file: `${name}.png`, width: 40, height: 30, sha256: '' });
const payload = { id: 'r', width: 40, height: 30, reference: 'truth', visible: ['a', 'b'], panes: ['a', 'b', 'truth', 'stage-raw'].map(pane) };

test('a view becomes the part of an address after #, and the same view again', () => {
  const defaults = defaultState(payload);
  const view = mergeState(defaults, { layout: 'flip', flip: 'b', panes: ['b', 'truth'], zoom: 4, x: 10.25, y: 3, follow: false, labels: { b: 'Ours, new' } }, payload);
  const { id, patch } = decodeView(`#${encodeView('r', view, defaults)}`);
  assert.equal(id, 'r');
  assert.deepEqual(mergeState(defaults, patch, payload), view);
  assert.equal(encodeView('r', defaults, defaults), 'view=r');
});

test('what is damaged is left out, and what is no view is none', () => {
  assert.equal(decodeView('#tab=batch'), null);
  assert.deepEqual(decodeView('#view=r&regions=%7B&layout=wipe').patch, { layout: 'wipe' });
});

test('links of version 0.1 still open the stages of the alignment', () => {
  assert.deepEqual(decodeView('#view=r&panes=rung-raw,truth&flip=rung-raw').patch, { panes: ['stage-raw', 'truth'], flip: 'stage-raw' });
});

test('a link to this machine says that it opens nothing elsewhere', () => {
  assert.match(reachNote({ hostname: 'localhost' }), /this machine only/);
  assert.equal(reachNote({ hostname: 'example.org' }), '');
});
