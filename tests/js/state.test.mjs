import assert from 'node:assert/strict';
import test from 'node:test';

import { cutOf, pictureName, textTops } from '../../app/viewer/picture.js';
import { rankMethods } from '../../app/viewer/ranking.js';
import { boxBetween, isWhole, scoreLine, wholeOf } from '../../app/viewer/regions.js';
import { decodeView, encodeView } from '../../app/viewer/share.js';
import { defaultState, evenWipe, keptState, mergeState, moveDivider, samePixels } from '../../app/viewer/state.js';

const payload = {
  id: 'example-haze', width: 200, height: 100, reference: 'truth', visible: ['degraded', 'guided'],
  panes: ['degraded', 'guided', 'truth'].map((name) => ({ name, label: name, width: 200, height: 100 })),
};

test('the first view is the payload\'s own choice', () => {
  const state = defaultState(payload);
  assert.deepEqual(state.panes, ['degraded', 'guided']);
  assert.equal(state.zoom, 'fit');
  assert.equal(state.reference, 'truth');
});

test('a patch changes what makes sense and nothing else', () => {
  const state = defaultState(payload);
  assert.deepEqual(mergeState(state, {}, payload), { ...state, flip: 'degraded' });
  const next = mergeState(state, {
    layout: 'wipe', zoom: 1e9, x: -50, panes: ['truth', 'nonsense', 'truth'], flip: 'guided', reference: 7,
    difference: { gain: 3, mode: 'signed' }, offsets: { truth: [1, 'x'], nobody: [1, 1] }, regions: [{ x: 1 }, { x: 190, y: 2, width: 99, height: 3 }],
    labels: { truth: '  Real  ' }, crosshair: 'yes',
  }, payload);
  assert.equal(next.layout, 'wipe');
  assert.equal(next.zoom, 64);
  assert.equal(next.x, -0.5);
  assert.deepEqual(next.panes, ['truth']);
  assert.equal(next.flip, 'truth');
  assert.equal(next.reference, 'truth');
  assert.deepEqual(next.difference, { ...state.difference, mode: 'signed' });
  assert.deepEqual(next.offsets, { truth: [1, 0] });
  assert.deepEqual(next.regions, [{ x: 190, y: 2, width: 10, height: 3, why: '' }]);
  assert.deepEqual(next.labels, { truth: 'Real' });
  assert.equal(next.crosshair, true);
  assert.deepEqual(mergeState(next, { panes: [], zoom: NaN, layout: 'nonsense' }, payload).panes, ['truth']);
});

test('another comparison keeps how one looks, not where', () => {
  const first = mergeState(defaultState(payload), { layout: 'difference', zoom: 8, x: 3, difference: { gain: 16 } }, payload);
  const kept = keptState(first, payload);
  assert.equal('panes' in kept || 'zoom' in kept || 'x' in kept, false);
  const other = { ...payload, panes: payload.panes.slice(1), visible: ['truth'], reference: 'guided' };
  const next = mergeState(defaultState(other), kept, other);
  assert.deepEqual([next.layout, next.difference.gain, next.zoom, next.panes], ['difference', 16, 'fit', ['truth']]);
  const chosen = keptState(mergeState(first, { panes: ['guided'] }, payload), payload);
  assert.deepEqual(mergeState(defaultState(other), chosen, other).panes, ['guided']);
});

test('dividers push each other and never cross', () => {
  assert.deepEqual(evenWipe(4), [0.25, 0.5, 0.75]);
  assert.deepEqual(moveDivider([0.25, 0.5, 0.75], 0, 0.6), [0.6, 0.6, 0.75]);
  assert.deepEqual(moveDivider([0.25, 0.5, 0.75], 2, -1), [0, 0, 0]);
});

test('a link holds the view and survives damage', () => {
  const defaults = mergeState(defaultState(payload), {}, payload);
  const state = mergeState(defaults, {
    layout: 'flip', flip: 'guided', zoom: 8, x: 12.3456, y: 40, panes: ['guided', 'truth'], difference: { gain: 8 },
    regions: [{ x: 1, y: 2, width: 30, height: 40 }], crosshair: false, labels: { truth: 'A & B = C' },
  }, payload);
  const text = encodeView(payload.id, state, defaults);
  assert.match(text, /^view=example-haze&layout=flip/);
  const { id, patch } = decodeView(`#${text}`);
  assert.equal(id, 'example-haze');
  assert.deepEqual(mergeState(defaults, patch, payload), { ...state, x: 12.346 });
  assert.equal(encodeView(payload.id, defaults, defaults), 'view=example-haze');
  assert.equal(decodeView('#something'), null);
  assert.deepEqual(decodeView('#view=a&regions=%7Bnot&zoom=abc&layout=grid').patch, { zoom: NaN, layout: 'grid' });
});

test('regions are whole pixels, whichever corner came first', () => {
  assert.deepEqual(boxBetween({ x: 10.4, y: 20 }, { x: 4.6, y: 25.4 }, payload), { x: 5, y: 20, width: 6, height: 6 });
  assert.deepEqual(boxBetween({ x: -30, y: -30 }, { x: 500, y: 500 }, payload), { x: 0, y: 0, width: 200, height: 100 });
});

test('numbers against the input are called change, never PSNR', () => {
  assert.equal(scoreLine({ psnr: 20.126, ssim: 0.5 }, 'truth'), '20.13 dB · 0.500');
  assert.equal(scoreLine({ psnr: Infinity, ssim: NaN }, 'truth'), '∞ dB');
  assert.equal(scoreLine({ psnr: 20, ssim: 0.5 }, 'input'), 'change 20.00 dB · 0.500');
  assert.equal(scoreLine({ psnr: 20 }, 'truth'), '20.00 dB · …');
  assert.equal(scoreLine({}, 'truth'), 'reference');
});

test('another pane of the same photo keeps the whole view and joins it', () => {
  const state = { ...defaultState(payload), zoom: 4, x: 3, y: 2 };
  const kept = keptState(state, { ...payload, id: 'one' }, { base: 'one', added: 'more' });
  assert.equal(kept.zoom, 4);
  assert.deepEqual(kept.panes, [...state.panes, 'more']);
  assert.equal(keptState(state, { ...payload, id: 'one' }, { base: 'two', added: 'more' }).zoom, undefined);
  const full = { ...state, panes: ['1', '2', '3', '4', '5', '6', '7', '8'] };
  assert.equal(keptState(full, { ...payload, id: 'one' }, { base: 'one', added: 'more' }).panes.length, 8);
});

test('the same pixels are told from others by result, names, hashes and files', () => {
  const one = { id: 'r', panes: [{ name: 'a', sha256: '1', file: { url: '/a' } }] };
  assert.equal(samePixels(one, structuredClone(one)), true);
  assert.equal(samePixels(one, { ...one, protocol: { id: 'y' } }), true);
  assert.equal(samePixels(one, { ...one, id: 's' }), false);
  assert.equal(samePixels(one, { id: 'r', panes: [{ ...one.panes[0], sha256: '2' }] }), false);
  assert.equal(samePixels(one, { id: 'r', panes: [{ ...one.panes[0], file: { url: '/b' } }] }), false);
  assert.equal(samePixels({ panes: [] }, one), false);
});

test('a saved picture is called after the photo and the view', () => {
  assert.equal(pictureName({ title: 'Straße 1', id: 'x' }, { layout: 'grid' }), 'Straße 1-grid.png');
  assert.equal(pictureName({ title: '../<b>', id: 'x' }, { layout: 'flip', flip: 'guided' }), '.._b_-flip-guided.png');
  assert.equal(pictureName({ id: null }, { layout: 'row' }), 'comparison-row.png');
});

test('the brightness of the view has steps, and travels in links', () => {
  const payload = { panes: [{ name: 'a' }], width: 4, height: 4 };
  const start = defaultState(payload);
  const bright = mergeState(start, { exposure: 2 }, payload);
  assert.equal(mergeState(bright, { exposure: 9 }, payload).exposure, 2);
  const { patch } = decodeView(`#${encodeView('id', bright, start)}`);
  assert.equal(mergeState(start, patch, payload).exposure, 2);
  assert.ok(!encodeView('id', start, start).includes('exposure'));
});

test('the direction of the wipe travels in links and stays for the next photo; dividers start anew when it turns', () => {
  const start = mergeState(defaultState(payload), { layout: 'wipe', wipe: [0.3] }, payload);
  const turned = mergeState(start, { wipeAxis: 'y' }, payload);
  assert.deepEqual([turned.wipeAxis, turned.wipe], ['y', []]);
  assert.deepEqual(mergeState(turned, { wipeAxis: 'z', wipe: [0.6] }, payload).wipe, [0.6]);
  const placed = mergeState(turned, { wipe: [0.6] }, payload);
  const { patch } = decodeView(`#${encodeView(payload.id, placed, defaultState(payload))}`);
  const again = mergeState(defaultState(payload), patch, payload);
  assert.deepEqual([again.layout, again.wipeAxis, again.wipe], ['wipe', 'y', [0.6]]);
  assert.equal(keptState(placed, payload).wipeAxis, 'y');
});

test('strips of a saved wipe, and texts beside them that never overlap', () => {
  const cell = { pane: { box: { width: 100, height: 80 } }, crop: { x0: 10, y0: 20 }, k: 2, width: 160, height: 80, from: 0.5, to: 1 };
  assert.deepEqual(cutOf(cell, 'x'), [80, 160]);
  assert.deepEqual(cutOf(cell, 'y'), [40, 80]);
  assert.deepEqual(textTops([0, 10, 100], 36), [0, 36, 100]);
});

test('the whole image is a region like any other', () => {
  const whole = wholeOf(payload);
  assert.equal(isWhole(whole, payload), true);
  const [kept] = mergeState(defaultState(payload), { regions: [whole] }, payload).regions;
  assert.deepEqual(kept, { ...whole, why: '' });
  assert.equal(isWhole({ ...whole, width: 199 }, payload), false);
});

test('methods are ranked by their mean rank over the regions, and equal numbers share one', () => {
  const psnr = { left: { a: 20, b: 25, c: 25, d: 19 }, right: { a: 30, b: 22, c: 21 } };
  const rows = rankMethods(['left', 'right'], ['a', 'b', 'c', 'd'], (region, name) => psnr[region][name]);
  assert.deepEqual(rows.map(({ name, ranks, mean }) => [name, ranks, mean]), [
    ['b', [1, 2], 1.5], ['a', [3, 1], 2], ['c', [1, 3], 2],
  ]); // d is not measured everywhere yet
  assert.deepEqual(rankMethods([], [], () => 1), []);
});
