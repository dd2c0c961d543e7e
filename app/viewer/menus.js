// The lists behind buttons: which panes are shown, one pane's options, what lies over the pixels.

import { button, el } from './dom.js';
import { channelLabel, CHANNEL_VIEWS, EXPOSURES, exposureLabel, MAX_PANES } from './state.js';

/**
 * `openSave(name)` shows the window behind "Save" with that pane chosen.
 * @param {import('./types.d.ts').Viewer} v
 */
export function createMenus(v, openSave) {
  function show(name, on) {
    const { panes } = v.state;
    v.update({ panes: on ? [...panes, name] : panes.filter((other) => other !== name) });
  }

  function paneRow(name, refresh) {
    const pane = v.panes.get(name);
    const { panes, labels } = v.state;
    const on = panes.includes(name);
    const label = v.labelOf(name);
    const last = on && panes.length === 1;
    const full = !on && panes.length >= MAX_PANES;
    const step = (by, symbol, text) => {
      const node = button({
        id: `${text}-${name}`, name: `Move ${label} ${text}`, symbol, cls: 'pl-small',
        onclick: () => { v.move(name, v.state.panes.indexOf(name) + by); refresh(`${text}-${name}`); },
      });
      node.disabled = !on || !panes[panes.indexOf(name) + by];
      return node;
    };
    return el(
      'li', { class: 'pl-pane-row' },
      el('input', {
        type: 'checkbox', class: 'pl-tick', 'aria-label': `Show ${label}`, 'data-testid': `show-${name}`, checked: on, disabled: last || full,
        onchange: (event) => { show(name, event.target.checked); refresh(`show-${name}`); },
      }),
      el('input', {
        type: 'text', class: 'pl-rename', value: label, maxlength: 60, 'aria-label': `Name of ${label}`, 'data-testid': `rename-${name}`,
        onchange: (event) => {
          const text = event.target.value.trim();
          v.update({ labels: { ...labels, [name]: text === pane.record.label ? '' : text } });
        },
      }),
      step(-1, 'up', 'up'), step(1, 'down', 'down'),
    );
  }

  function paneList() {
    const list = el('ul', { class: 'pl-list' });
    const refresh = (focus = null) => {
      const hidden = v.data.panes.map((pane) => pane.name).filter((name) => !v.state.panes.includes(name));
      list.replaceChildren(...[...v.state.panes, ...hidden].map((name) => paneRow(name, refresh)));
      if (focus) list.querySelector(`[data-testid="${focus}"]`)?.focus();
    };
    refresh();
    return [
      el('p', { class: 'pl-popover-title' }, 'Panes'), list,
      el('label', { class: 'pl-field' }, 'Reference', select(
        'reference', v.state.reference, v.data.panes.map((pane) => [pane.name, v.labelOf(pane.name)]),
        (reference) => v.update({ reference }),
      )),
    ];
  }

  function item(id, text, onclick, disabled = false) {
    const node = el('button', { type: 'button', class: 'pl-item', 'data-testid': id, onclick: () => { v.popovers.close(); onclick(); } }, text);
    node.disabled = disabled;
    return node;
  }

  function paneMenu(pane) {
    const { state } = v;
    const { name } = pane;
    const unlinked = Boolean(state.unlinked[name]);
    const without = (record) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
    const [linked, offsets] = [without(state.unlinked), without(state.offsets)];
    return [
      item('pane-alone', 'Show alone', () => v.update({ layout: 'flip', flip: name })),
      item('pane-left', 'Move left', () => v.move(name, v.state.panes.indexOf(name) - 1), state.panes[0] === name),
      item('pane-right', 'Move right', () => v.move(name, v.state.panes.indexOf(name) + 1), state.panes.at(-1) === name),
      item('pane-save', 'Save this image…', () => openSave(name)),
      item('pane-reference', 'Use as reference', () => v.update({ reference: name }), state.reference === name),
      item('pane-unlink', unlinked ? 'Link to the others' : 'Unlink zoom and pan', () => v.update({
        unlinked: unlinked ? linked : { ...state.unlinked, [name]: { zoom: state.zoom, x: state.x, y: state.y } },
      })),
      item('pane-offset-reset', 'Reset offset', () => v.update({ offsets }), !state.offsets[name]),
      item('pane-hide', 'Hide', () => show(name, false), state.panes.length === 1),
      el('p', { class: 'pl-note' }, 'Alt + drag shifts this pane alone.'),
    ];
  }

  function viewMenu() {
    /** @type {(field: string, text: string, key: string, values?: [unknown, unknown]) => HTMLElement} */
    const check = (field, text, key, [off, on] = [false, true]) => el(
      'label', { class: 'pl-check' },
      el('input', {
        type: 'checkbox', class: 'pl-tick', checked: v.state[field] === on, 'data-testid': `view-${field}`,
        onchange: (event) => v.update({ [field]: event.target.checked ? on : off }),
      }),
      el('span', {}, text), el('kbd', {}, key),
    );
    return [
      el('label', { class: 'pl-field' }, el('span', {}, 'Brightness of the view'), select(
        'view-exposure', String(v.state.exposure), EXPOSURES.map((steps) => [String(steps), exposureLabel(steps)]),
        (steps) => v.update({ exposure: Number(steps) }),
      ), el('kbd', {}, 'E')),
      el('label', { class: 'pl-field' }, el('span', {}, 'Channels of the view'), select(
        'view-channel', v.state.channel, CHANNEL_VIEWS.map((channel) => [channel, channelLabel(channel)]), (channel) => v.update({ channel }),
      ), el('kbd', {}, 'H')),
      check('crosshair', 'Cross-hair', 'C'), check('minimap', 'Overview', 'M'),
      check('values', 'Pixel grid and values from 16:1', 'V'),
      v.field ? check('follow', 'Generated pane follows the alignment', 'A') : null,
      check('wipeAxis', 'Wipe from top to bottom', 'T', ['x', 'y']),
    ];
  }

  return { paneList, paneMenu, viewMenu };
}

export function select(id, value, options, onchange) {
  const node = el('select', { class: 'pl-select', 'data-testid': id, onchange: (event) => onchange(event.target.value) });
  node.append(...options.map(([key, text]) => el('option', { value: key, selected: key === value }, text)));
  return node;
}
