// Transpiles every room into .build/, file by file: nothing is bundled, because cdk-nag takes rule names from file
// names and because stack traces should name the file that a reader can open.
import { build } from 'esbuild';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleRuntime } from './bundle-runtime.mjs';

const rooms = ['bin', 'lib', 'constructs', 'policies', 'examples', 'bench', 'scripts'];
const outdir = '.build';

const sources = rooms
  .filter((room) => existsSync(room))
  .flatMap((room) => readdirSync(room, { recursive: true }).map((file) => join(room, file)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

for (const room of rooms) rmSync(join(outdir, room), { recursive: true, force: true });
const transpiled = build({
  entryPoints: sources,
  outbase: '.',
  outdir,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
});
await Promise.all([transpiled, bundleRuntime(`${outdir}/runtime`)]);
