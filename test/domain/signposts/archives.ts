import { gzipSync, strToU8, Zip, ZipDeflate, zipSync } from 'fflate';

/** Files by their names in an archive. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A value as the bytes of its JSON. */
export function json(value: unknown): Uint8Array {
  return strToU8(JSON.stringify(value));
}

/** A zip with the sizes of its entries before them. */
export function zipOf(files: Files): Uint8Array {
  return zipSync(files);
}

/** A zip as it is written by who does not know the sizes before: they follow each entry. */
export function streamedZipOf(files: Files): Uint8Array {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const [name, bytes] of Object.entries(files)) {
    const entry = new ZipDeflate(name);
    zip.add(entry);
    entry.push(bytes, true);
  }
  zip.end();
  return Buffer.concat(parts);
}

/** A tar (POSIX ustar), compressed. */
export function tarGzOf(files: Files): Uint8Array {
  return gzipSync(tarOf(files));
}

/** A tar (POSIX ustar). */
export function tarOf(files: Files): Uint8Array {
  const parts = Object.entries(files).flatMap(([name, bytes]) => {
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    return [tarHeader(name, bytes.length), bytes, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return header;
}

const everyone = 'https://www.w3.org/ns/activitystreams#Public';

/** A profile as Mastodon writes it into its archive. */
export const actor = {
  '@context': ['https://www.w3.org/ns/activitystreams', { PropertyValue: 'schema:PropertyValue' }],
  id: 'https://social.example/users/ines',
  type: 'Person',
  preferredUsername: 'ines',
  name: 'Inês',
  summary: '<p>I mend <a href="https://boats.example/">boats</a>.<br>And <em>more</em></p>',
  url: 'https://social.example/@ines',
  attachment: [
    {
      type: 'PropertyValue',
      name: 'Shop',
      value: '<a href="https://shop.example/?a=1&amp;b=2" rel="me nofollow"><span>shop</span></a>',
    },
    { type: 'PropertyValue', name: 'Pronouns', value: 'she' },
    { type: 'PropertyValue', name: 'Bad', value: '<a href="javascript:alert(1)">x</a>' },
  ],
};

/** A post as Mastodon writes it into its archive. */
export function post(content: string, rest: Readonly<Record<string, unknown>> = {}): object {
  return {
    id: 'https://social.example/users/ines/statuses/1/activity',
    type: 'Create',
    object: {
      id: 'https://social.example/users/ines/statuses/1',
      type: 'Note',
      url: 'https://social.example/@ines/1',
      published: '2024-05-03T10:00:00Z',
      to: [everyone],
      cc: ['https://social.example/users/ines/followers'],
      inReplyTo: null,
      tag: [],
      content,
      ...rest,
    },
  };
}

/** A tag in a post. */
export function hashtag(name: string): object {
  return { type: 'Hashtag', href: `https://social.example/tags/${name}`, name: `#${name}` };
}

/** An outbox with these activities. */
export function outbox(orderedItems: readonly unknown[]): object {
  return { id: 'outbox.json', type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems };
}
