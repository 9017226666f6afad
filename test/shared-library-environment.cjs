const { TestEnvironment } = require('jest-environment-node');

/** Node's environment with a way to the libraries that all test files of a worker share, which see the same environment variables as the tests. */
module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    this.global.requireShared = require;
    this.global.process.env = process.env;
  }
};
