import { UnusableInput } from '../assembly/unusable-input';

/**
 * The configuration of an image, as far as it is judged.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
 */
export interface ImageConfig {
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value`, as in the image. */
  readonly environment: readonly string[];
  readonly healthCheck: readonly string[];
}

/** The configuration in `text`: an OCI or Docker image configuration, or what `docker image inspect` prints of one image. */
export function imageConfigOf(text: string, source: string): ImageConfig {
  const config = configIn(parsed(text, source));
  if (config === undefined) throw new UnusableInput(`${source}: must be the configuration of an image, with "config"; print it for example with "crane config IMAGE"`);
  return {
    user: String(config['User'] ?? ''),
    entrypoint: listOf(config['Entrypoint']),
    command: listOf(config['Cmd']),
    environment: listOf(config['Env']),
    healthCheck: listOf(fieldsOf(config['Healthcheck'])?.['Test']),
  };
}

function configIn(document: unknown): Record<string, unknown> | undefined {
  const image = fieldsOf(Array.isArray(document) ? document[0] : document);
  return fieldsOf(image?.['config'] ?? image?.['Config']);
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableInput(`${source}: must be JSON`);
  }
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}
