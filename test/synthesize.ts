import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as flags from 'aws-cdk-lib/recommended-feature-flags.json';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every recommended feature flag, as `cdk init` sets them, without what takes time and few ask for: where in the source each construct is made. */
export const testContext = { ...flags, '@aws-cdk/core:enableAdditionalMetadataCollection': false, 'aws:cdk:disable-creation-stack-traces': true };

/** An app that writes to a directory of its own. */
export function testApp(more: { readonly sources?: true } = {}): App {
  return new App({
    outdir: mkdtempSync(join(tmpdir(), 'understudy-test-')),
    context: { ...testContext, 'aws:cdk:disable-creation-stack-traces': more.sources !== true },
    analyticsReporting: false,
  });
}

/** The template of one stack in account 111111111111, eu-west-1, filled by `build`. */
export function templateOf(build: (stack: Stack) => void): Template {
  const stack = new Stack(testApp(), 'Test', { env: { account: '111111111111', region: 'eu-west-1' } });
  build(stack);
  return Template.fromStack(stack);
}
