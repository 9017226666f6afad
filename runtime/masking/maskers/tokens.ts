import { asIs, folded } from './canonical-forms';
import { emitEightyBits, eightyBits, writeEightyBits } from './base32';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const hex = bytesOf('0123456789abcdef');
const documented = ['192.0.2.', '198.51.100.', '203.0.113.'].map(bytesOf);
const extensions = ['pdf', 'docx', 'xlsx', 'png', 'jpg', 'txt', 'csv', 'zip'];

function token(name: string, before: string, after: string, canonical = asIs): MaskerDefinition {
  const [head, tail] = [bytesOf(before), bytesOf(after)];
  const escaped = (text: string): string => text.replaceAll('.', '\\.');
  return {
    name, kinds: ['text'], grammar: `${escaped(before)}${eightyBits}${escaped(after)}`, disjoint: true, injective: 'hash', width: 16 + before.length + after.length,
    make: () => ({
      canonical, recipe: { kind: 'pieces', pieces: [{ literal: before }, { eightyBits: 0 }, { literal: after }] },
      emit: (_value, _from, _to, digest, at, out) => {
        out.reserve(head.length + 16 + tail.length);
        const { bytes: target } = out;
        let to = out.length;
        for (let i = 0; i < head.length; i++) target[to++] = head[i] as number;
        to = writeEightyBits(digest, at, target, to);
        for (let i = 0; i < tail.length; i++) target[to++] = tail[i] as number;
        out.length = to;
      },
    }),
  };
}

/** `.example` is reserved (RFC 2606): no letter sent to these addresses can arrive. */
export const email = token('email', '', '@mail.example', folded);
export const url = token('url', 'https://mask.example/', '');
/** Identifiers, user names, references: anything that only has to be distinct. */
export const pseudonym = token('pseudonym', 'm_', '');

/** A file name with its extension, where that is a usual one. */
export const fileName: MaskerDefinition = {
  name: 'file-name', kinds: ['text'], grammar: `${eightyBits}\\.(?:${extensions.join('|')}|bin)`, disjoint: true, injective: 'hash', width: 21,
  make: () => ({
    canonical: asIs,
    emit: (value, from, to, digest, at, out) => {
      emitEightyBits(digest, at, out);
      const tail = Buffer.from(value.subarray(Math.max(from, to - 6), to)).toString('latin1').toLowerCase();
      const extension = extensions.find((known) => tail.endsWith(`.${known}`)) ?? 'bin';
      out.all(Buffer.from(`.${extension}`));
    },
  }),
};

/** Version 8 (RFC 9562, for own uses): no library makes such identifiers by default. */
export const uuid: MaskerDefinition = {
  name: 'uuid', kinds: ['uuid', 'text'], grammar: '[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}', disjoint: true, injective: 'hash', width: 36,
  make: () => ({ canonical: folded, emit: (_value, _from, _to, digest, at, out) => emitUuid(digest, at, out) }),
};

function emitUuid(digest: Uint8Array, at: number, out: ByteSink): void {
  out.reserve(36);
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) out.bytes[out.length++] = 45;
    const byte = digest[at + i] as number;
    out.bytes[out.length++] = i === 6 || i === 8 ? 56 : (hex[byte >> 4] as number);
    out.bytes[out.length++] = hex[byte & 15] as number;
  }
}

/** Bytes of the same length, up to 32, and nothing of the old ones. */
export const bytes: MaskerDefinition = {
  name: 'bytes', kinds: ['bytes'], grammar: '\\\\x[0-9a-f]*', disjoint: true, injective: 'no', width: 'value',
  make: () => ({
    canonical: asIs,
    emit: (_value, from, to, digest, at, out) => {
      out.all(Buffer.from('\\\\x')); // one backslash, as COPY writes it
      const count = Math.min(32, Math.max(0, (to - from - 2) >> 1));
      for (let i = 0; i < count; i++) {
        const byte = digest[at + i] as number;
        out.byte(hex[byte >> 4] as number);
        out.byte(hex[byte & 15] as number);
      }
    },
  }),
};

/** Addresses reserved for documentation (RFC 5737). */
export const ipAddress: MaskerDefinition = {
  name: 'ip-address', kinds: ['network', 'text'], grammar: '(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d{1,3}', disjoint: true, injective: 'no', width: 15,
  make: () => ({
    canonical: folded,
    emit: (_value, _from, _to, digest, at, out) => {
      out.all(documented[(digest[at] as number) % 3] as Uint8Array);
      out.decimal(digest[at + 1] as number);
    },
  }),
};
