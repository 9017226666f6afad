const { chmodSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * Constructs take the bundles of runtime/ as assets: they are made once before the tests, as `npm run compile` does. What tests write and
 * nobody keeps goes into a directory of its own, which test/after-all.cjs removes.
 */
module.exports = async () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'understudy-tests-'));
  chmodSync(process.env.TMPDIR, 0o711); // PostgreSQL runs as another user where tests run as root
  const { bundleRuntime } = await import('../scripts/bundle-runtime.mjs');
  await bundleRuntime('.build/runtime');
};
