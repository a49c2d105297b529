import type { TreePerson } from '../../domain/joining/queries.ts';
import type { Say } from '../../words/say.ts';
import { Entry, Fine } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Tree, type TreeNode } from '../components/tree.tsx';
import { useSay } from '../reader.tsx';

/** How many people are drawn. The table has everybody. */
const mostDrawn = 80;

/** Who brought whom: the picture, what it shows in a sentence, and the same as a table. */
export function TreeEntry({ people }: { readonly people: readonly TreePerson[] }) {
  const say = useSay();
  const nodes = people.map((person) => toNode(person, say));
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const brought = people.filter(({ invitedBy }) => invitedBy !== null).length;
  const finding = say('joining.tree_finding', {
    people: people.length,
    brought,
    founders: people.length - brought,
  });
  return (
    <Entry title={say('joining.tree')} note={say('joining.tree_note')} strong>
      <figure class="plot">
        <Tree nodes={nodes.slice(0, mostDrawn)} label={finding} />
        <figcaption>
          <Fine>{finding}</Fine>
        </figcaption>
      </figure>
      {nodes.length > mostDrawn && <Fine>{say('joining.tree_cut', { most: mostDrawn })}</Fine>}
      <details>
        <summary>{say('joining.as_table')}</summary>
        <Table
          columns={[
            { head: say('joining.person') },
            { head: say('joining.brought_by') },
            { head: say('joining.stage') },
            { head: say('joining.since') },
          ]}
          rows={people.map((person) => [
            <bdi>{names.get(person.id)}</bdi>,
            <bdi>{(person.invitedBy && names.get(person.invitedBy)) ?? '–'}</bdi>,
            say(`joining.stage_${person.stage}`),
            <TimeStamp at={person.joinedAt} />,
          ])}
        />
      </details>
    </Entry>
  );
}

function toNode({ id, name, stage, invitedBy }: TreePerson, say: Say): TreeNode {
  return { id, name: name ?? say('joining.somebody_gone'), parent: invitedBy, isFaint: stage !== 'member' };
}
