/** Constructs take the bundles of runtime/ as assets: they are made once before the tests, as `npm run compile` does. */
module.exports = async () => {
  const { bundleRuntime } = await import('../scripts/bundle-runtime.mjs');
  await bundleRuntime('.build/runtime');
};
