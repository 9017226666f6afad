import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, type CompletedPart, CreateMultipartUploadCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';

/** What was stored. */
export interface Stored {
  readonly bytes: number;
  readonly sha256: string;
}

/** 64 MiB: with at most 10,000 parts, a dump may have 625 GiB. */
const PART = 64 << 20;

/** Writes a stream of unknown length as one object, in parts, with one part in memory. Nothing is visible before all of it is there. */
export async function storeStream(s3: S3Client, Bucket: string, Key: string, pieces: AsyncIterable<Uint8Array>, partBytes = PART): Promise<Stored> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }));
  try {
    const digest = createHash('sha256');
    const parts: CompletedPart[] = [];
    let bytes = 0;
    for await (const Body of inParts(pieces, partBytes)) {
      digest.update(Body);
      bytes += Body.length;
      const PartNumber = parts.length + 1;
      const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }));
      parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }));
    return { bytes, sha256: digest.digest('hex') };
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    throw error;
  }
}

async function* inParts(pieces: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    for (let rest = piece; rest.length > 0;) {
      const taken = rest.subarray(0, partBytes - size);
      waiting.push(taken);
      size += taken.length;
      rest = rest.subarray(taken.length);
      if (size < partBytes) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}
