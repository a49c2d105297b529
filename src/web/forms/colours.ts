import type { Say } from '../../words/say.ts';
import type { MarkOption } from '../components/choices.tsx';
import { dyeColours, dyes, houseOf, isColour } from '../components/house.ts';

/** The colour a collective has before it chooses: the dye its domain draws. */
export function drawnColour(domain: string): string {
  const { colour } = houseOf(domain);
  return (Object.entries(dyeColours).find(([dye]) => dye === colour) ?? ['', dyeColours.woad])[1];
}

/** Colours to choose from, as marks in the shape of this domain; a colour that is no dye stands last, as its own. */
export function colourOptions(domain: string, chosen: string, say: Say): MarkOption[] {
  const dyed = dyes.map((dye) => ({
    value: dyeColours[dye] as string,
    label: say(`forms.dye_${dye}`),
    house: houseOf(domain, { colour: dye }),
  }));
  const own = chosen.toLowerCase();
  if (!isColour(own) || dyed.some((option) => option.value === own)) return dyed;
  return [
    ...dyed,
    { value: own, label: say('forms.colour_as_now'), house: houseOf(domain, { colour: own }) },
  ];
}
