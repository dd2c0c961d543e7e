// What a page gets: `window.priorlens.createViewer`.

import { createViewer } from './viewer.js';

window.priorlens = Object.assign(window.priorlens || {}, { createViewer });
