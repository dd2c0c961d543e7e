// The row of controls above the panes.

import { button, el, press, setAttribute, setText } from './dom.js';
import { scaleLabel } from './geometry.js';
import { channelLabel, exposureLabel } from './state.js';

const LAYOUT_BUTTONS = [
  ['grid', 'Grid', 'G', 'All panes side by side'],
  ['row', 'Row', 'O', 'All panes in one row'],
  ['wipe', 'Wipe', 'W', 'Panes under draggable dividers'],
  ['flip', 'Flip', 'F', 'One pane at a time: number keys switch'],
  ['difference', 'Difference', 'D', 'Each pane against the reference'],
];

/**
 * {node, update()}; `commands` are the viewer's.
 * @param {import('./types.d.ts').Viewer} v
 */
export function createToolbar(v, commands) {
  const layouts = new Map(LAYOUT_BUTTONS.map(([layout, text, key, name]) => [layout, button({
    id: `layout-${layout}`, name, key, symbol: layout, text, pressed: false, cls: 'pl-segment', onclick: () => v.update({ layout }),
  })]));
  const zoom = button({
    id: 'zoom-level', name: 'Fit or 1:1', key: 'Z', text: 'Fit', cls: 'pl-zoom', onclick: () => commands.navigation.toggle(),
  });
  // Only while the view is not as the pixels are: nobody should take it for the image.
  const exposure = button({
    id: 'exposure', name: 'The view is brightened or darkened: back to the pixels as they are', text: 'Light', cls: 'pl-exposed', onclick: () => v.update({ exposure: 0 }),
  });
  const exposureText = exposure.querySelector('.pl-button-text');
  const channel = button({
    id: 'channel', name: 'One channel is shown as grey: back to colour', text: 'Colour', cls: 'pl-exposed', onclick: () => v.update({ channel: 'all' }),
  });
  const channelText = channel.querySelector('.pl-button-text');
  const zoomText = zoom.querySelector('.pl-button-text');
  const menu = (id, name, symbol, content, text = '') => {
    const node = button({ id, name, symbol, text, cls: 'pl-labelled', onclick: (event) => v.popovers.toggle(event.currentTarget, name, content()) });
    node.setAttribute('aria-haspopup', 'dialog');
    node.setAttribute('aria-expanded', 'false');
    return node;
  };
  const region = button({ id: 'draw-region', name: 'Draw a region: PSNR and SSIM inside it', key: 'B', symbol: 'region', text: 'Region', cls: 'pl-labelled', pressed: false, onclick: commands.drawRegion });
  const whole = button({ id: 'whole-image', name: 'The whole image as a region: histogram, least, mean and greatest value', key: 'I', symbol: 'histogram', pressed: false, onclick: commands.wholeImage });
  const group = (name, ...children) => el('div', { class: 'pl-group', role: 'group', 'aria-label': name }, children);
  const node = el(
    'div', { class: 'pl-toolbar', role: 'toolbar', 'aria-label': 'Viewer controls' },
    el('div', { class: 'pl-segments', role: 'group', 'aria-label': 'Layout' }, [...layouts.values()]),
    el('div', { class: 'pl-spacer' }),
    group(
      'Zoom',
      channel,
      exposure,
      button({ id: 'zoom-out', name: 'Zoom out', key: '−', symbol: 'minus', onclick: () => commands.navigation.zoomStep(-1) }),
      zoom,
      button({ id: 'zoom-in', name: 'Zoom in', key: '+', symbol: 'plus', onclick: () => commands.navigation.zoomStep(1) }),
      button({ id: 'zoom-fit', name: 'Fit', key: '0', symbol: 'fit', onclick: () => v.update({ zoom: 'fit' }) }),
    ),
    group(
      'Panes and regions',
      menu('panes', 'Panes', 'panes', () => commands.menus.paneList(), 'Panes'),
      menu('view', 'View options', 'eye', () => commands.menus.viewMenu()),
      region,
      whole,
      button({ id: 'suggest-regions', name: 'Suggest regions: where methods differ, where guided gains and loses most', symbol: 'spark', text: 'Suggest', cls: 'pl-labelled', onclick: commands.suggest }),
    ),
    group(
      'Keep',
      button({ id: 'copy-link', name: 'Copy a link to this view', key: 'L', symbol: 'link', onclick: commands.copyLink }),
      menu('save', 'Save an image, or what is seen', 'save', () => commands.saveMenu(), 'Save'),
      button({ id: 'full-screen', name: 'Full screen', key: 'X', symbol: 'full', onclick: commands.fullScreen }),
      button({ id: 'help-button', name: 'Keys', key: '?', symbol: 'help', onclick: commands.help }),
    ),
  );
  return {
    node,
    openSave(pane) {
      const anchor = node.querySelector('[data-testid="save"]');
      v.popovers.toggle(anchor, 'Save', commands.saveMenu({ pane }));
    },
    update() {
      const { state } = v;
      for (const [layout, node_] of layouts) press(node_, layout === state.layout);
      press(region, v.drawing);
      press(whole, commands.hasWhole());
      exposure.hidden = !state.exposure;
      channel.hidden = state.channel === 'all';
      setText(channelText, channelLabel(state.channel).replace(/^./, (first) => first.toUpperCase()));
      setText(exposureText, `Light ${exposureLabel(state.exposure)}`);
      const pane = v.leader();
      const label = pane ? scaleLabel(v.scaleOf(pane)) : '';
      setText(zoomText, state.zoom === 'fit' ? 'Fit' : label);
      setAttribute(zoom, 'aria-label', `Zoom ${state.zoom === 'fit' ? `fit, ${label}` : label}. Switch between fit and 1:1`);
    },
  };
}
