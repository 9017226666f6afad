// Tests run on TypeScript sources through a small esbuild transform: TypeScript 7 has no JS API for ts-jest.
process.env.CDK_VALIDATION ??= 'false'; // the built-in CloudFormation validation costs seconds a process; test/examples turns it on
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION = '1';
module.exports = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/bundle-runtime.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/esbuild-transform.cjs' },
  moduleNameMapper: { '^cdk-understudy$': '<rootDir>/lib/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/.build/', '<rootDir>/dist/', '<rootDir>/cdk.out'],
  workerIdleMemoryLimit: '1GB',
  maxWorkers: '100%',
};
