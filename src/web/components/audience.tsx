import type { Child } from 'hono/jsx';
import { Icon, type IconName } from '../icons.tsx';
import { useSay } from '../reader.tsx';

/** Who can read something. */
export type Audience = 'public' | 'followers' | 'allies' | 'members' | 'stewards';

const icons: Readonly<Record<Audience, IconName>> = {
  public: 'eye',
  followers: 'people',
  allies: 'people',
  members: 'lock',
  stewards: 'lock',
};

interface WhoProps {
  readonly to?: Audience | undefined;
  /** Replaces the icon, for facts that are not about reading: a place, roles, an origin. */
  readonly icon?: IconName | undefined;
  /** Replaces the words. Required without `to`. */
  readonly children?: Child;
}

/** A quiet chip: who can see this, where it is, where it is from. */
export function Who({ to, icon, children }: WhoProps) {
  const say = useSay();
  const name = icon ?? (to && icons[to]);
  return (
    <span class="who">
      {name !== undefined && <Icon name={name} />}
      <span>{children ?? (to && say(`frame.audience_${to}`))}</span>
    </span>
  );
}

interface ToldProps {
  /** Who can read it. */
  readonly read?: Child;
  /** Who is told. */
  readonly told?: Child;
  /** Whether and how it can be undone. */
  readonly undo?: Child;
  /** Who cannot read it: for what stays sealed or at home. */
  readonly secret?: Child;
}

/** Who reads it, who is told, can it be undone. Stands beside every button that sends something to other servers. */
export function Told({ read, told, undo, secret }: ToldProps) {
  const lines: [IconName, Child][] = [
    ['eye', read],
    ['lock', secret],
    ['bell', told],
    ['undo', undo],
  ];
  return (
    <ul class="told">
      {lines
        .filter(([, words]) => words !== undefined)
        .map(([icon, words]) => (
          <li>
            <Icon name={icon} />
            <span>{words}</span>
          </li>
        ))}
    </ul>
  );
}
