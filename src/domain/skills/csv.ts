/**
 * The records of a CSV text (RFC 4180) that comes in pieces of any size: quoted fields may hold commas, line ends and
 * doubled quotes. A byte order mark is skipped, empty lines are left out.
 */
export async function* readCsv(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string[]> {
  let record: string[] = [];
  let field = '';
  /** In a quoted field; behind its closing quote, which may turn out to be half of a doubled one; in neither. */
  let state: 'plain' | 'quoted' | 'quote' = 'plain';
  let isFirst = true;
  for await (const piece of pieces) {
    for (const character of isFirst ? piece.replace(/^\ufeff/, '') : piece) {
      if (state === 'quoted') {
        if (character === '"') state = 'quote';
        else field += character;
        continue;
      }
      if (character === '"') {
        if (state === 'quote') field += '"';
        state = state === 'quote' || field === '' ? 'quoted' : 'plain';
        continue;
      }
      state = 'plain';
      if (character === ',' || character === '\n') {
        record.push(field);
        field = '';
      } else if (character !== '\r') field += character;
      if (character === '\n') {
        if (record.length > 1 || record[0] !== '') yield record;
        record = [];
      }
    }
    isFirst &&= piece === '';
  }
  if (field !== '' || record.length > 0) yield [...record, field];
}

/**
 * The records of a CSV text with a head, as values by the name of their column. A record may be shorter than the head.
 */
export async function* readCsvRows(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ReadonlyMap<string, string>> {
  let head: readonly string[] | undefined;
  for await (const record of readCsv(pieces)) {
    if (head === undefined) head = record.map((name) => name.trim());
    else yield new Map(head.map((name, at) => [name, record[at] ?? '']));
  }
}
