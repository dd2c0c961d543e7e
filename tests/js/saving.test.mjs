import assert from 'node:assert/strict';
import test from 'node:test';

import { figureAddress, imageAddress, imageName, photoName } from '../../app/viewer/saving.js';

const data = { id: 'abc', title: 'My photo/1', protocol: { id: 'y' } };

test('files are named after the photo and the pane', () => {
  assert.equal(photoName(data), 'My photo_1');
  assert.equal(imageName(data, 'Prior-guided', 'jpeg'), 'My photo_1-prior-guided.jpg');
});

test('a place is asked for only together with EXIF', () => {
  const asked = imageAddress('save', 'guided', 'x.png', { format: 'png', exif: false, place: true });
  assert.equal(asked, 'save?pane=guided&format=png&name=x.png');
});

test('a figure shows what is seen', () => {
  const state = { panes: ['degraded', 'guided'], regions: [{ x: 1.6, y: 2, width: 30.2, height: 4 }, { x: 5, y: 6, width: 7, height: 8 }] };
  const query = new URL(figureAddress('results/abc/figure', data, state, { layout: 'grid', width: 'acm-page', errors: true }), 'http://x/').searchParams;
  assert.deepEqual(Object.fromEntries(query), {
    panes: 'degraded,guided', layout: 'grid', width: 'acm-page', protocol: 'y', regions: '2,2,30,4;5,6,7,8', errors: '1',
  });
  const plain = figureAddress('f', data, { ...state, regions: [] }, { layout: 'row', width: 'cvpr-page', errors: false });
  assert.ok(!plain.includes('regions') && !plain.includes('errors'));
});
