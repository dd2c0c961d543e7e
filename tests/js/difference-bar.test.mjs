import assert from 'node:assert/strict';
import test from 'node:test';

import { createDifferenceBar } from '../../app/viewer/difference-bar.js';
import { choose, fakeViewer, openPage } from './page.mjs';

function openBar(state = {}) {
  const root = openPage();
  const v = fakeViewer(root, undefined, { layout: 'difference', ...state });
  const bar = createDifferenceBar(v);
  root.append(bar.node);
  bar.update();
  return { v, bar, of: (id) => bar.node.querySelector(`[data-testid="${id}"]`) };
}

test('the controls are there in the difference layout alone', () => {
  const { v, bar } = openBar({ layout: 'grid' });
  assert.equal(bar.node.hidden, true);
  assert.equal(bar.node.children.length, 0);
  v.state.layout = 'difference';
  bar.update();
  assert.equal(bar.node.hidden, false);
  v.data.panes = [];
  bar.update();
  assert.equal(bar.node.hidden, true);
});

test('every control shows what holds and changes that alone', () => {
  const { v, of } = openBar({ labels: { a: 'Mine' } });
  assert.deepEqual(['difference-reference', 'difference-mode', 'difference-channel', 'difference-gain', 'difference-map'].map((id) => of(id).value), ['truth', 'absolute', 'rgb', '2', 'inferno']);
  assert.equal(of('difference-reference').querySelector('option[value=a]').textContent, 'Mine');
  choose(of('difference-reference'), 'b');
  choose(of('difference-channel'), 'luma');
  choose(of('difference-gain'), '16');
  choose(of('difference-map'), 'grey');
  assert.deepEqual(v.state.difference, { mode: 'absolute', channel: 'luma', gain: 16, map: 'grey' });
  assert.equal(v.state.reference, 'b');
});

test('the scale has the unit and ends of the mode, and a signed difference its own colours', () => {
  const { v, bar, of } = openBar();
  const ticks = () => [...of('difference-scale').querySelectorAll('.pl-scale-ticks span')].map((node) => node.textContent);
  const note = () => bar.node.querySelector('.pl-note').textContent;
  const colours = () => of('difference-scale').querySelector('.pl-scale-colours').getAttribute('style');
  assert.deepEqual([ticks(), note()], [['0', '63.8', '≥ 128'], 'levels of 255']);
  const before = colours();
  choose(of('difference-mode'), 'signed');
  bar.update();
  assert.deepEqual([ticks(), of('difference-map')], [['−128', '0', '+128'], null]);
  assert.notEqual(colours(), before);
  v.update({ difference: { ...v.state.difference, mode: 'squared' } });
  bar.update();
  assert.equal(note(), 'squared levels of 255');
});

test('it is drawn anew only when it changes, and what is in use stays in use', () => {
  const { v, bar, of } = openBar();
  const first = of('difference-gain');
  bar.update();
  assert.equal(of('difference-gain'), first, 'nothing changed');
  first.focus();
  v.update({ difference: { ...v.state.difference, gain: 4 } });
  bar.update();
  assert.notEqual(of('difference-gain'), first);
  assert.equal(document.activeElement, of('difference-gain'));
});
