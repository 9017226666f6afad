// Bundles every handler of runtime/ into one file of its own: runtime/NAME/handler.ts becomes OUTDIR/NAME/index.js. Synthesis then
// needs no bundler, and the same sources and the same lock file make the same bytes, hence the same asset hashes, on every machine.
//
//     node scripts/bundle-runtime.mjs .build/runtime
import { build, version } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles all handlers into `outdir`, a path below the root of the repository; does nothing when they are there and nothing they are made from has changed. */
export async function bundleRuntime(outdir) {
  const room = join(root, 'runtime');
  const handlers = existsSync(room) ? readdirSync(room).filter((name) => existsSync(join(room, name, 'handler.ts'))).toSorted() : [];
  const stamp = join(root, '.build', `${outdir.replaceAll('/', '-')}.stamp.json`);
  if (handlers.every((name) => existsSync(join(root, outdir, name, 'index.js'))) && isFresh(stamp, handlers)) return;
  rmSync(stamp, { force: true });
  rmSync(join(root, outdir), { recursive: true, force: true });
  const { metafile } = await build({ // all at once: what several handlers import is read once
    absWorkingDir: root,
    entryPoints: Object.fromEntries(handlers.map((name) => [`${name}/index`, `runtime/${name}/handler.ts`])),
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'], // ES modules where there are: what is not used is left out
    preserveSymlinks: true, // paths in comments stay below node_modules/, wherever that leads
    legalComments: 'none',
    sourcemap: false,
    minify: false,
    logLevel: 'warning',
    metafile: true,
  });
  const own = Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/'));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ madeFrom: [...madeWith, ...own], digest: digestOf([...madeWith, ...own], handlers) }));
}

/** What decides over the bundles besides their own sources: the libraries are as the lock file says. */
const madeWith = ['package-lock.json', 'scripts/bundle-runtime.mjs'];

function isFresh(stamp, handlers) {
  if (!existsSync(stamp)) return false;
  const { madeFrom, digest } = JSON.parse(readFileSync(stamp, 'utf8'));
  return madeFrom.every((file) => existsSync(join(root, file))) && digestOf(madeFrom, handlers) === digest;
}

function digestOf(files, handlers) {
  const hash = createHash('sha256').update(JSON.stringify([version, handlers, files]));
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleRuntime(process.argv[2] ?? '.build/runtime');
