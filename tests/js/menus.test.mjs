import assert from 'node:assert/strict';
import test from 'node:test';

import { createMenus, select } from '../../app/viewer/menus.js';
import { MAX_PANES } from '../../app/viewer/state.js';
import { choose, click, event, fakeViewer, openPage } from './page.mjs';

function openMenus(state = {}, names = undefined) {
  const root = openPage();
  const v = fakeViewer(root, names, state);
  const saved = [];
  const menus = createMenus(v, (name) => saved.push(name));
  const open = (content) => {
    root.replaceChildren(...content.filter(Boolean));
    return (id) => root.querySelector(`[data-testid="${id}"]`);
  };
  return { v, menus, saved, open };
}

const tick = (node, on) => {
  node.checked = on;
  node.dispatchEvent(event('change'));
};

test('panes are hidden and shown again, and the last one stays', () => {
  const { v, menus, open } = openMenus({ panes: ['a', 'b'] });
  const of = open(menus.paneList());
  assert.deepEqual([...document.querySelectorAll('.pl-tick')].map((node) => [node.dataset.testid, node.hasAttribute('checked')]), [['show-a', true], ['show-b', true], ['show-truth', false]]);
  tick(of('show-truth'), true);
  assert.deepEqual(v.state.panes, ['a', 'b', 'truth']);
  assert.equal(document.activeElement, of('show-truth'), 'the list is drawn anew, and the focus stays');
  tick(of('show-a'), false);
  tick(of('show-b'), false);
  assert.deepEqual(v.state.panes, ['truth']);
  assert.equal(of('show-truth').hasAttribute('disabled'), true);
});

test('no more panes than the viewer shows', () => {
  const names = Array.from({ length: MAX_PANES + 1 }, (_, i) => `p${i}`);
  const { menus, open } = openMenus({ panes: names.slice(0, MAX_PANES) }, names);
  const of = open(menus.paneList());
  assert.equal(of(`show-p${MAX_PANES}`).hasAttribute('disabled'), true);
  assert.equal(of('show-p0').hasAttribute('disabled'), false);
});

test('a name is kept trimmed, and the own name is no name', () => {
  const { v, menus, open } = openMenus();
  const of = open(menus.paneList());
  const rename = (text) => {
    of('rename-a').value = text;
    of('rename-a').dispatchEvent(event('change'));
  };
  rename('  Mine ');
  assert.deepEqual(v.patches.at(-1), { labels: { a: 'Mine' } });
  rename('A');
  assert.deepEqual(v.patches.at(-1), { labels: { a: '' } });
});

test('panes move up and down, not past the ends', () => {
  const { v, menus, open } = openMenus();
  const of = open(menus.paneList());
  assert.deepEqual(['up-a', 'down-a', 'up-truth', 'down-truth'].map((id) => of(id).disabled), [true, false, false, true]);
  click(of('down-a'));
  assert.deepEqual(v.patches.at(-1), { moved: 'a', index: 1 });
  choose(of('reference'), 'b');
  assert.equal(v.state.reference, 'b');
});

test('a pane\'s own menu: each item does one thing and closes the window first', () => {
  const { v, menus, saved, open } = openMenus({ offsets: { a: [1, 2], b: [3, 4] }, zoom: 2, x: 5, y: 6 });
  const closed = [];
  v.popovers.close = () => closed.push(v.patches.length);
  const of = open(menus.paneMenu(v.panes.get('a')));
  assert.deepEqual(['pane-left', 'pane-right', 'pane-reference', 'pane-hide', 'pane-offset-reset'].map((id) => of(id).disabled), [true, false, false, false, false]);
  const done = (id) => {
    click(of(id));
    return v.patches.at(-1);
  };
  assert.deepEqual(done('pane-unlink'), { unlinked: { a: { zoom: 2, x: 5, y: 6 } } });
  assert.deepEqual(done('pane-offset-reset'), { offsets: { b: [3, 4] } });
  assert.deepEqual(done('pane-right'), { moved: 'a', index: 1 });
  assert.deepEqual(done('pane-reference'), { reference: 'a' });
  assert.deepEqual(done('pane-alone'), { layout: 'flip', flip: 'a' });
  click(of('pane-save'));
  assert.deepEqual(saved, ['a']);
  assert.deepEqual(done('pane-hide'), { panes: ['b', 'truth'] });
  assert.deepEqual(closed, [0, 1, 2, 3, 4, 5, 5]);
  const again = open(menus.paneMenu(v.panes.get('a')));
  assert.equal(again('pane-unlink').textContent, 'Link to the others');
  click(again('pane-unlink'));
  assert.deepEqual(v.patches.at(-1), { unlinked: {} });
});

test('what lies over the pixels is ticked on and off; without an alignment nothing follows it', () => {
  const { v, menus, open } = openMenus({ crosshair: false, wipeAxis: 'y' });
  let of = open(menus.viewMenu());
  assert.equal(of('view-follow'), null);
  assert.deepEqual(['crosshair', 'minimap', 'wipeAxis'].map((field) => of(`view-${field}`).hasAttribute('checked')), [false, true, true]);
  tick(of('view-crosshair'), true);
  tick(of('view-wipeAxis'), false);
  choose(of('view-exposure'), '2');
  choose(of('view-channel'), 'luma');
  assert.deepEqual(v.patches, [{ crosshair: true }, { wipeAxis: 'x' }, { exposure: 2 }, { channel: 'luma' }]);
  v.field = {};
  of = open(menus.viewMenu());
  assert.ok(of('view-follow'));
});

test('a select shows the value it is given and tells of another', () => {
  openPage();
  const chosen = [];
  const node = select('x', 'two', [['one', 'One'], ['two', 'Two']], (value) => chosen.push(value));
  assert.deepEqual([node.value, [...node.querySelectorAll('option')].map((option) => option.textContent)], ['two', ['One', 'Two']]);
  choose(node, 'one');
  assert.deepEqual(chosen, ['one']);
});
