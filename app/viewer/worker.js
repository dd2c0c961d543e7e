// What runs beside the page: the images' bytes, pixels and numbers.

import { serveCore } from './core.js';

serveCore(self);
