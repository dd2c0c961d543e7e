// The viewer as one file that any page can load: `npm run build` writes built/viewer.js, `npm run build -- --check` fails
// where it is not what the modules make. Running PriorLens needs neither node nor this.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

const here = import.meta.dirname;
const target = join(here, 'built', 'viewer.js');
const common = { bundle: true, write: false, minify: true, target: 'es2022', charset: 'utf8', legalComments: 'none' };

/** Of what the file is made of, so that Python can tell without node whether it is current; see script.py. */
function sourceHash() {
  const hash = createHash('sha256');
  const names = readdirSync(here).filter((name) => name.endsWith('.js') || name === 'viewer.css' || name === 'build.mjs');
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(join(here, name))).update('\0');
  return hash.digest('hex');
}

function bundle() {
  const text = ({ outputFiles: [file] }) => file.text;
  const worker = text(buildSync({ ...common, entryPoints: [join(here, 'worker.js')], format: 'iife' }));
  const css = readFileSync(join(here, 'viewer.css'), 'utf8');
  const style = text(buildSync({ ...common, bundle: false, stdin: { contents: css, loader: 'css' } }));
  const page = text(buildSync({
    ...common,
    entryPoints: [join(here, 'page.js')],
    format: 'iife',
    define: { VIEWER_WORKER: JSON.stringify(worker), VIEWER_STYLE: JSON.stringify(style) },
  }));
  // It stands inline in pages.
  return `// Made by build.mjs from sources ${sourceHash()}\n${page.replaceAll('</script', '<\\/script')}`;
}

const built = bundle();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== built) {
    console.error('app/viewer/built/viewer.js is not what the modules make. Run: npm ci && npm run build');
    process.exit(1);
  }
} else {
  mkdirSync(join(here, 'built'), { recursive: true });
  writeFileSync(target, built);
}
