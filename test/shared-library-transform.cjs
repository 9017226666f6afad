/**
 * Libraries that take seconds to load and keep no state of a test are loaded once for each worker, by Node itself, and not once for each test
 * file: what jest would run in the file's own sandbox becomes a reference to what `shared-library-environment.cjs` hands in.
 */
module.exports = {
  process: (_source, file) => ({ code: `module.exports = requireShared(${JSON.stringify(file)});` }),
};
