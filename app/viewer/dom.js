// Small helpers for building elements.

/** An element with attributes (on… are listeners, true is an empty attribute, null and false are left out) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  grid: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z',
  row: 'M2.5 4h3v8h-3zM6.75 4h2.5v8h-2.5zM10.5 4h3v8h-3z',
  wipe: 'M2.5 3.5h11v9h-11zM8 1.5v13',
  flip: 'M2.5 5.5h8.5v8h-8.5zM5 5.5v-3h8.5v8h-2.5',
  difference: 'M10 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0zM13.5 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0z',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  fit: 'M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  panes: 'M2.5 3.5h11M2.5 8h11M2.5 12.5h11',
  eye: 'M1.5 8s2.5-4.5 6.5-4.5s6.5 4.5 6.5 4.5s-2.5 4.5-6.5 4.5s-6.5-4.5-6.5-4.5zM9.75 8a1.75 1.75 0 1 1-3.5 0a1.75 1.75 0 1 1 3.5 0z',
  region: 'M2.5 5v-2.5h2.5M11 2.5h2.5v2.5M13.5 11v2.5h-2.5M5 13.5h-2.5v-2.5M5.5 6.5h5v3h-5z',
  histogram: 'M2.5 13.5h11M4 11v-2.5M6.75 11v-8M9.5 11v-5.5M12.25 11v-3.5',
  link: 'M6.75 9.25l2.5-2.5M7.5 4.75l1.6-1.6a2.65 2.65 0 0 1 3.75 3.75l-1.6 1.6M8.5 11.25l-1.6 1.6a2.65 2.65 0 0 1-3.75-3.75l1.6-1.6',
  save: 'M8 2.5v7.5M5 7.25l3 3l3-3M2.5 13.5h11',
  full: 'M9.5 6.5l4-4M10 2.5h3.5v3.5M6.5 9.5l-4 4M6 13.5h-3.5v-3.5',
  help: 'M6 6.1a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.6h.01M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0z',
  check: 'M3 8.5l3.25 3.25l6.75-7',
  alert: 'M8 6v3.25M8 11.4h.01M8 2l6.5 11.5h-13z',
  close: 'M4 4l8 8M12 4l-8 8',
  left: 'M9.75 3.5l-4.5 4.5l4.5 4.5',
  right: 'M6.25 3.5l4.5 4.5l-4.5 4.5',
  up: 'M3.5 9.75l4.5-4.5l4.5 4.5',
  down: 'M3.5 6.25l4.5 4.5l4.5-4.5',
  spark: 'M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.75 1.75M10.25 10.25l1.75 1.75M4 12l1.75-1.75M10.25 5.75l1.75-1.75',
};

/** A 16 px line icon, hidden from screen readers: the button around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 16 16', width: 16, height: 16, fill: 'none', stroke: 'currentColor',
    'stroke-width': name === 'more' ? 2 : 1.4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round',
    'aria-hidden': 'true', focusable: 'false',
  })) svg.setAttribute(key, String(value));
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A toolbar button. `key` is its keyboard shortcut, shown in the tooltip. */
export function button({ id, name, key = '', symbol = null, text = '', onclick, pressed = null, cls = '' }) {
  return el(
    'button',
    {
      type: 'button', class: `pl-button ${cls}`.trim(), 'data-testid': id, 'aria-label': text ? null : name,
      title: key ? `${name} (${key})` : name, 'aria-pressed': pressed === null ? null : String(pressed), onclick,
    },
    symbol ? icon(symbol) : null,
    text ? el('span', { class: 'pl-button-text' }, text) : null,
  );
}

/** Text and attributes that change seldom and are set with every frame: what stays as it is costs no layout. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** A pressed or unpressed toggle. */
export function press(node, on) {
  setAttribute(node, 'aria-pressed', String(Boolean(on)));
}

/** What has the focus, where that is an element of HTML. */
export function activeNode() {
  const node = document.activeElement;
  return node instanceof HTMLElement ? node : null;
}
