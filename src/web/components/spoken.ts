/**
 * Spells out a role the element already has. A stylesheet can take it away: browsers drop "list" where the bullets
 * are gone and "table" where rows are blocks, and only a written role survives that.
 */
export function spoken(role: 'list' | 'table' | 'rowgroup' | 'row' | 'columnheader' | 'rowheader' | 'cell') {
  return { role };
}
