import { shippedSkills } from '../../src/domain/skills/shipped.ts';
import type { Somebody } from '../support/people.ts';
import { randomFrom } from './search-data.ts';

const firstNames = [
  ...['Ana', 'Bo', 'Carla', 'Dao', 'Emeka', 'Femke', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kemal', 'Lotte'],
  ...['Mireille', 'Noor', 'Omar', 'Paula', 'Quentin', 'Ruth', 'Sofia', 'Tomas', 'Uta', 'Viktor', 'Wen'],
  ...['Ximena', 'Yara'],
];
const lastNames = [
  ...['Adeyemi', 'Brandt', 'Cruz', 'Delacroix', 'Eriksen', 'Ferrari', 'Greco', 'Haddad', 'Ivanova', 'Jansen'],
  ...['Kovac', 'Lindqvist', 'Moreau', 'Nguyen', 'Okafor', 'Peeters', 'Quist', 'Rey', 'Silva', 'Tanaka'],
];
const towns = [
  ['BE', 'Flanders', 'Ghent', 'Europe/Brussels'],
  ['BE', 'Wallonia', 'Liège', 'Europe/Brussels'],
  ['ES', 'Galicia', 'Vigo', 'Europe/Madrid'],
  ['PT', 'Lisbon', 'Lisbon', 'Europe/Lisbon'],
  ['NG', 'Lagos', 'Lagos', 'Africa/Lagos'],
  ['DE', 'Saxony', 'Leipzig', 'Europe/Berlin'],
  ['FR', 'Brittany', 'Rennes', 'Europe/Paris'],
  ['LB', 'Beirut', 'Beirut', 'Asia/Beirut'],
] as const;
const engagements = ['freelancer', 'contractor', 'employee', 'volunteer', 'apprentice'] as const;
const languages = ['en', 'nl', 'fr', 'es', 'de', 'pt', 'ar', 'vi'];

/** How many different people `crowdOf` knows at most. */
export const mostPeople = firstNames.length * lastNames.length;

/** The skills that people of the crowd have, the commonest first. */
export function skillsOfCrowd(): string[] {
  const every = shippedSkills();
  const labels = [...(every.get('trade') ?? []), ...(every.get('programming') ?? [])];
  return labels.filter((_, n) => n % 2 === 0).flatMap(({ uri }) => uri);
}

/** So many people with whole signposts, the same for the same seed; a few skills are common and many are rare. */
export function crowdOf(count: number, seed: number): Somebody[] {
  if (count > mostPeople) throw new Error(`there are names for ${mostPeople} people only`);
  const random = randomFrom(seed);
  const skills = skillsOfCrowd();
  return Array.from({ length: count }, (_, n) => somebody(n, random, skills));
}

function somebody(n: number, random: () => number, skills: readonly string[]): Somebody {
  const among = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;
  const first = among(firstNames, n);
  const last = among(lastNames, Math.floor(n / firstNames.length));
  // Squared: the front of the list is drawn far more often than its end.
  const draw = () => among(skills, Math.floor(random() ** 2 * 150));
  const wanted = 6 + Math.floor(random() * 6);
  const drawn = [...new Set(Array.from({ length: wanted }, draw))];
  const [country, region, town, zone] = among(towns, n);
  const said = random() < 0.85;
  return {
    name: `${first} ${last}`,
    handle: `${first}-${last}`.toLowerCase(),
    engagement: among(engagements, n),
    headline: `Builds, mends and explains things in ${town}, number ${n + 1}`,
    about: `I have worked for ${3 + (n % 25)} years with *small* teams, mostly in ${region}. Ask me before the brief is written: the first afternoon saves the last month.\n\nI draw by hand first, write everything down, and leave behind what others can run.`,
    do: drawn.slice(0, -3).map((skill) => [skill, ((n % 4) + 1) as 1 | 2 | 3 | 4, 1995 + (n % 30)]),
    learning: drawn.slice(-3, -1),
    dont: drawn.slice(-1),
    town: [country, region, town],
    zone,
    languages: [
      [among(languages, n), 'native'],
      [among(languages, n + 3), 'working'],
    ],
    free: said ? [8 + (n % 5) * 8, n % 9, 6 + (n % 30)] : null,
    rate: random() < 0.8 ? 35 + (n % 70) : null,
  };
}
