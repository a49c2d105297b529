import { proofPath } from '../../http/proof.ts';
import { Notice } from '../components/notice.tsx';
import { Said } from '../reader.tsx';

/** That something here can be changed only after one showed that it is them; `next` is the page to come back to. */
export function ProofNotice({ next }: { readonly next: string }) {
  return (
    <Notice>
      <p>
        <Said
          k="account.proof"
          draw={{ link: (words) => <a href={`${proofPath}?next=${next}`}>{words}</a> }}
        />
      </p>
    </Notice>
  );
}
