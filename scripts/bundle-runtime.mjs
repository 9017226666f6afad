// Bundles every handler of runtime/ into one file of its own: runtime/NAME/handler.ts becomes OUTDIR/NAME/index.js. Synthesis then
// needs no bundler, and the same sources and the same lock file make the same bytes, hence the same asset hashes, on every machine.
//
//     node scripts/bundle-runtime.mjs .build/runtime
import { build } from 'esbuild';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles all handlers into `outdir`, a path below the root of the repository. */
export async function bundleRuntime(outdir) {
  const room = join(root, 'runtime');
  const handlers = existsSync(room) ? readdirSync(room).filter((name) => existsSync(join(room, name, 'handler.ts'))).toSorted() : [];
  rmSync(join(root, outdir), { recursive: true, force: true });
  await build({ // all at once: what several handlers import is read once
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
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleRuntime(process.argv[2] ?? '.build/runtime');
