import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setting } from '../aws/setting';
import { versionOf } from '../masking/policy/canonical-json';
import { type MaskingPolicy } from '../masking/policy/masking-policy';
import { parsePolicy } from '../masking/policy/parse-policy';
import { type SchemaLock } from '../masking/schema/schema-lock';
import { type Server } from './database-access';

/** Who asked, who allowed it, and why: from the state machine, into the evidence. */
export interface Authority {
  readonly requester: string;
  readonly approver: string;
  readonly reason: string;
  readonly ticket: string;
}

export const runSetting = (): string => setting('RUN');
export const datasetSetting = (): string => setting('DATASET');

export function serverSetting(): Server {
  const { TLS_ROOTS: tlsRoots } = process.env;
  return { host: setting('HOST'), port: setting('PORT'), secret: setting('SECRET'), ...(tlsRoots === undefined ? {} : { tlsRoots }) };
}

export function authoritySetting(): Authority {
  return { requester: setting('REQUESTER'), approver: setting('APPROVER'), reason: setting('REASON'), ticket: setting('TICKET') };
}

/**
 * The masking policy of the dataset, from the image: refused unless it is the very version that the platform declares. A policy that was
 * changed and not reviewed masks nothing.
 */
export function policySetting(): MaskingPolicy {
  const file = join(setting('POLICIES'), `${datasetSetting()}.policy.json`);
  const policy = parsePolicy(readFileSync(file, 'utf8'), `masking policy ${file}`);
  const declared = (JSON.parse(setting('POLICY_VERSIONS')) as Record<string, string>)[datasetSetting()];
  if (versionOf(policy) !== declared) throw new Error(`the masking policy of ${datasetSetting()} must be version ${declared ?? 'of nobody'}, the image holds ${versionOf(policy)}`);
  return policy;
}

/** The schema that was reviewed together with the policy. */
export function lockSetting(): SchemaLock {
  return JSON.parse(readFileSync(join(setting('POLICIES'), `${datasetSetting()}.lock.json`), 'utf8')) as SchemaLock;
}

/** SHA-256 of the program that runs. */
export function codeVersion(): string {
  return createHash('sha256').update(readFileSync(process.argv[1] ?? __filename)).digest('hex');
}
