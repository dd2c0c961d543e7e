// A page without a browser, and a viewer's shared parts without a viewer: for unit tests of single modules.

import { parseHTML } from 'linkedom';

/** Document, window and elements as globals; returns the viewer's root. */
export function openPage() {
  const { document, window, HTMLElement } = parseHTML('<!doctype html><html><body><div id="root"></div></body></html>');
  window.matchMedia = () => ({ matches: false });
  Object.assign(globalThis, { document, window, HTMLElement, requestAnimationFrame: (draw) => setTimeout(draw, 0) });
  const root = document.querySelector('#root');
  HTMLElement.prototype.focus = function focus() { document.activeElement = this; };
  HTMLElement.prototype.getBoundingClientRect = () => ({ left: 0, top: 0, right: 400, bottom: 300, width: 400, height: 300 });
  return root;
}

/** An event with fields of its own: pointers, wheels, keys. */
export const event = (type, fields = {}) => Object.assign(new window.Event(type, { bubbles: true, cancelable: true }), fields);

export const click = (node) => node.dispatchEvent(event('click'));

/** Another option of a select, as by hand: linkedom reads its value from the attributes. */
export function choose(select, value) {
  for (const option of select.querySelectorAll('option')) option.toggleAttribute('selected', option.getAttribute('value') === value);
  select.dispatchEvent(event('change'));
}

export const record = (name, more = {}) => ({ name, label: name.toUpperCase(), file: `${name}.png`, width: 100, height: 50, sha256: `hash of ${name}`, ...more });

/** What modules get as `v`: state and data as in the viewer; `v.patches` holds what was asked of update. */
export function fakeViewer(root, names = ['a', 'b', 'truth'], state = {}) {
  const data = { id: 'r', title: '', query: '', width: 100, height: 50, reference: 'truth', scored_against: 'truth', protocol: null, visible: names, panes: names.map((name) => record(name)), flow: null };
  const panes = new Map(data.panes.map((own) => [own.name, {
    name: own.name, record: own, image: null, box: { width: 200, height: 200 }, status: { state: 'loading' },
    figure: root.ownerDocument.createElement('figure'), badge: root.ownerDocument.createElement('span'), message: root.ownerDocument.createElement('p'), view: root,
  }]));
  const v = {
    root, stage: root, data, panes, patches: [], said: [], held: false, hover: null, drawing: false, field: null,
    state: {
      layout: 'grid', panes: names, zoom: 'fit', x: 49.5, y: 24.5, flip: null, wipe: [], wipeAxis: 'x', reference: 'truth', regions: [], offsets: {}, unlinked: {},
      labels: {}, difference: { mode: 'absolute', channel: 'rgb', gain: 2, map: 'inferno' }, exposure: 0, channel: 'all',
      crosshair: true, minimap: true, values: true, follow: true, ...state,
    },
    update(patch) {
      v.patches.push(patch);
      Object.assign(v.state, patch);
    },
    say: (text) => v.said.push(text),
    shown: () => v.state.panes.map((name) => panes.get(name)),
    leader: () => v.shown()[0],
    view: (pane) => v.state.unlinked[pane.name] ?? v.state,
    viewField: () => v.field,
    labelOf: (name) => v.state.labels[name] ?? panes.get(name)?.record.label ?? '',
    scaleOf: (pane) => (v.view(pane).zoom === 'fit' ? 2 : v.view(pane).zoom),
    strip: (pane) => [v.state.panes.indexOf(pane.name) / names.length, (v.state.panes.indexOf(pane.name) + 1) / names.length],
    hold: (on) => { v.held = on; },
    setHover: (point) => { v.hover = point; },
    requestDraw() {},
    move: (name, index) => v.patches.push({ moved: name, index }),
    popovers: { close() {}, toggle() {}, isOpen: () => false },
    place: () => ({}),
    onEvent() {},
    stacked: () => v.state.layout === 'wipe' || v.state.layout === 'flip',
    zooming: () => false,
    protocol: () => v.data.protocol,
    drawNow() {},
  };
  return v;
}
