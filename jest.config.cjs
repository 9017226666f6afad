// Tests run on TypeScript sources through a small esbuild transform: TypeScript 7 has no JS API for ts-jest.
process.env.CDK_VALIDATION ??= 'false'; // the built-in CloudFormation validation costs seconds a process; test/examples turns it on
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION = '1';
module.exports = {
  testEnvironment: '<rootDir>/test/shared-library-environment.cjs',
  globalSetup: '<rootDir>/test/before-all.cjs',
  globalTeardown: '<rootDir>/test/after-all.cjs',
  roots: ['<rootDir>/test'],
  ...require('./test/systems.cjs').without,
  testEnvironmentOptions: { globalsCleanup: 'off' }, // the shared libraries must outlive a test file
  transform: {
    '^.+\\.ts$': '<rootDir>/test/esbuild-transform.cjs',
    '/node_modules/(?:aws-cdk-lib|constructs|cdk-nag)/.+\\.js$': '<rootDir>/test/shared-library-transform.cjs',
  },
  transformIgnorePatterns: ['/node_modules/(?!(?:aws-cdk-lib|constructs|cdk-nag)/)'],
  moduleNameMapper: { '^cdk-understudy$': '<rootDir>/lib/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/.build/', '<rootDir>/dist/', '<rootDir>/cdk.out'],
  workerIdleMemoryLimit: '1GB',
  maxWorkers: '100%',
};
