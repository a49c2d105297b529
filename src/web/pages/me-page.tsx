import type { Child } from 'hono/jsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Stack, Title } from '../components/section.tsx';
import { type FieldErrors, noErrors, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import type { Own } from './me-own.ts';
import { frameOf } from './visit.tsx';

interface MePageProps {
  readonly own: Own;
  readonly title: string;
  readonly deck?: string | undefined;
  /** The part of the overview that the way back leads to. */
  readonly part: string;
  readonly errors?: FieldErrors | undefined;
  /** Buttons at the far end of the title. */
  readonly actions?: Child;
  readonly children: Child;
}

/** A page on which somebody writes one part of their signpost: the way back, what it is for, what is wrong, the form. */
export function MePage({ own, title, deck, part, errors = noErrors, actions, children }: MePageProps) {
  const say = useSay();
  return (
    <Page {...frameOf(own.visit, '/me')} title={title} hidden>
      <Title kicker={[<a href={`/me#${part}`}>{say('signpost.yours')}</a>]} deck={deck} actions={actions}>
        <bdi>{title}</bdi>
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        {children}
      </Stack>
    </Page>
  );
}
