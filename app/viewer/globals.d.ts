// What build.mjs puts in, and where the viewer stands in a page.

declare const VIEWER_WORKER: string;
declare const VIEWER_STYLE: string;

interface Window {
  priorlens: { createViewer?: typeof import('./viewer.js').createViewer; [name: string]: any };
}
