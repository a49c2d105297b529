import type { Option } from '../components/form.tsx';

const tags =
  'ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lb lt lv mt nb nl nn pl pt pt-BR ro ru sk sl sq sr sv sw ta th tr uk ur vi zh-Hans zh-Hant';

/** Languages to choose from, each in its own words; `chosen` is among them whatever it is. */
export function languageOptions(chosen: string): Option[] {
  const all = new Set([...tags.split(' '), ...(chosen === '' ? [] : [chosen])]);
  return [...all].map((tag) => ({ value: tag, label: `${ownName(tag)} (${tag})` }));
}

function ownName(tag: string): string {
  try {
    return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
