import { ByteSink } from '../maskers/byte-sink';
import { fileName } from '../maskers/tokens';
import { fastestPrf } from '../prf/fastest-prf';
import type { KeySource } from '../prf/key-source';
import { syntheticDocument } from './synthetic-document';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly mimeType: string;
}

/** Where documents are listed: the body is never read. */
export interface DocumentSource {
  objects(): AsyncIterable<StoredObject>;
}

/** Where synthetic ones are put. A bucket, or a directory. */
export interface DocumentTarget {
  put(key: string, body: Uint8Array, mimeType: string): Promise<void>;
}

export interface DocumentReport {
  readonly documents: number;
  readonly bytes: number;
  readonly byType: Readonly<Record<string, number>>;
}

/** Gives a key the name that the column with it got from masker `file-name`: database and store still agree. */
export async function keyMasker(keys: KeySource, domain = fileName.name): Promise<(key: string) => string> {
  const prf = fastestPrf();
  const key = await keys.domainKey(domain);
  const handle = prf.domain(key);
  const masker = fileName.make({ key, kind: 'text', excludedWords: new Set() });
  const out = new ByteSink();
  return (name) => {
    const bytes = Buffer.from(name);
    prf.begin();
    const at = prf.add(handle, bytes, 0, bytes.length);
    prf.run();
    out.length = 0;
    masker.emit(bytes, 0, bytes.length, prf.digests, at, out);
    return Buffer.from(out.written()).toString('latin1');
  };
}

/** Puts a synthetic document of the same type and size class in the place of each of the source's. */
export async function replaceDocuments(source: DocumentSource, target: DocumentTarget, rename: (key: string) => string): Promise<DocumentReport> {
  const byType: Record<string, number> = {};
  let [documents, bytes] = [0, 0];
  for await (const { key, bytes: size, mimeType } of source.objects()) {
    const body = syntheticDocument(mimeType, size);
    await target.put(rename(key), body, mimeType);
    documents++;
    bytes += body.length;
    byType[mimeType] = (byType[mimeType] ?? 0) + 1;
  }
  return { documents, bytes, byType };
}
