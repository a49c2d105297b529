import type { Child } from 'hono/jsx';
import { Button } from '../components/button.tsx';
import { FieldRow } from '../components/form.tsx';
import { Fine } from '../components/section.tsx';
import { useSay } from '../reader.tsx';

interface FilterLineProps {
  /** The list's own address; the fields become its query. */
  readonly action: string;
  /** `Field`s of `width="short"`. */
  readonly children: Child;
  /** What is shown now. */
  readonly note?: string | undefined;
}

/** One or two short choices above a list; `Filters` of the design system is for a line with a search in it. */
export function FilterLine({ action, children, note }: FilterLineProps) {
  const say = useSay();
  return (
    <search>
      <form class="fields" action={action} method="get">
        <FieldRow>
          {children}
          <Button look="line">{say('forms.show')}</Button>
        </FieldRow>
        {note !== undefined && <Fine>{note}</Fine>}
      </form>
    </search>
  );
}
