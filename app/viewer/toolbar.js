// The row of controls above the panes.

import { button, el, press } from './dom.js';
import { scaleLabel } from './geometry.js';

const LAYOUT_BUTTONS = [
  ['grid', 'Grid', 'G', 'All panes side by side'],
  ['row', 'Row', 'O', 'All panes in one row'],
  ['wipe', 'Wipe', 'W', 'Panes under draggable dividers'],
  ['flip', 'Flip', 'F', 'One pane at a time: number keys switch'],
  ['difference', 'Difference', 'D', 'Each pane against the reference'],
];

/** {node, update(state, scale)}; `actions` are the viewer's commands by name. */
export function createToolbar(actions) {
  const layouts = new Map(LAYOUT_BUTTONS.map(([layout, text, key, name]) => [layout, button({
    id: `layout-${layout}`, name, key, symbol: layout, text, pressed: false, cls: 'pl-segment',
    onclick: () => actions.layout(layout),
  })]));
  const zoom = button({ id: 'zoom-level', name: 'Fit or 1:1', key: 'Z', text: 'Fit', cls: 'pl-zoom', onclick: actions.toggleZoom });
  const zoomText = zoom.querySelector('.pl-button-text');
  const node = el(
    'div', { class: 'pl-toolbar', role: 'toolbar', 'aria-label': 'Viewer controls' },
    el('div', { class: 'pl-segments', role: 'group', 'aria-label': 'Layout' }, [...layouts.values()]),
    el('div', { class: 'pl-spacer' }),
    el(
      'div', { class: 'pl-group', role: 'group', 'aria-label': 'Zoom' },
      button({ id: 'zoom-out', name: 'Zoom out', key: '−', symbol: 'minus', onclick: actions.zoomOut }),
      zoom,
      button({ id: 'zoom-in', name: 'Zoom in', key: '+', symbol: 'plus', onclick: actions.zoomIn }),
      button({ id: 'zoom-fit', name: 'Fit', key: '0', symbol: 'fit', onclick: actions.fit }),
    ),
    el('div', { class: 'pl-group pl-tools', role: 'group', 'aria-label': 'Tools' }),
  );
  return {
    node,
    tools: node.lastElementChild,
    update(state, scale) {
      for (const [layout, node_] of layouts) press(node_, layout === state.layout);
      zoomText.textContent = state.zoom === 'fit' ? 'Fit' : scaleLabel(scale);
      zoom.setAttribute('aria-label', `Zoom ${scaleLabel(scale)}. Switch between fit and 1:1`);
    },
  };
}
