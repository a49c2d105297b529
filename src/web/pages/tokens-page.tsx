import { type Scope, scopes, type TokenLine } from '../../domain/auth/api-tokens.ts';
import { Actions, Button } from '../components/button.tsx';
import { Failure, Field, Fields as FieldList, fieldId } from '../components/form.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Entries, Entry, Fine, Handle } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { tokenDays } from '../forms/account-forms.ts';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { ProofNotice } from './proof-notice.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface TokensPageProps {
  readonly visit: Visit;
  readonly tokens: readonly TokenLine[];
  readonly isProved: boolean;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** Tokens for programs of one's own, and a form for another. */
export function TokensPage(props: TokensPageProps) {
  const { visit, tokens, isProved, errors, done } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/tokens"
      title={say('account.tokens')}
      deck={say('account.tokens_deck')}
    >
      {!isProved && <ProofNotice next="/settings/tokens" />}
      <Entries>
        <Entry title={say('account.tokens_now')} strong>
          {tokens.length === 0 ? (
            <p>{say('account.tokens_none')}</p>
          ) : (
            <Rows rows={tokens.map((token) => tokenRow(token))} />
          )}
        </Entry>
        {isProved && <NewTokenEntry {...props} />}
      </Entries>
    </SettingsFrame>
  );
}

function tokenRow(token: TokenLine): RowItem {
  return {
    title: token.name,
    children: <TokenFacts token={token} />,
    actions: <RevokeForm token={token} />,
  };
}

function scopeWords(say: ReturnType<typeof useSay>, scope: Scope): string {
  return say(`account.scope_${scope}`);
}

function TokenFacts({ token }: { readonly token: TokenLine }) {
  const say = useSay();
  const { scopes: given, createdAt, expiresAt, usedAt } = token;
  return (
    <>
      <p>{given.map((scope) => scopeWords(say, scope)).join(' · ')}</p>
      <Fine>
        {say('account.made')} <TimeStamp at={createdAt} />
        {expiresAt !== null && (
          <>
            , {say('account.token_until')} <TimeStamp at={expiresAt} />
          </>
        )}
        ,{' '}
        {usedAt === null ? (
          say('account.not_used')
        ) : (
          <>
            {say('account.last_used')} <TimeStamp at={usedAt} look="short" />
          </>
        )}
      </Fine>
    </>
  );
}

function RevokeForm({ token: { id, name } }: { readonly token: TokenLine }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/tokens/revoke">
      <input type="hidden" name="token" value={id} />
      <Button look="plain" small>
        {say('account.token_revoke')}
        <span class="hush"> {name}</span>
      </Button>
    </form>
  );
}

function NewTokenEntry({ fields, errors }: TokensPageProps) {
  const say = useSay();
  return (
    <Entry title={say('account.token_new')} note={say('account.token_new_note')} strong>
      <form method="post" action="/settings/tokens" novalidate>
        <FieldList>
          <Field
            name="name"
            label={say('account.token_name')}
            hint={say('account.token_name_hint')}
            value={fields['name']}
            error={errors['name']}
            maxlength={64}
            required
          />
          <fieldset class="choices">
            <legend>{say('account.token_scopes')}</legend>
            {scopes.map((scope) => (
              <p class="choice">
                <input
                  type="checkbox"
                  id={fieldId(`scope-${scope}`)}
                  name={`scope-${scope}`}
                  value="yes"
                  checked={fields[`scope-${scope}`] === 'yes'}
                />
                <label for={fieldId(`scope-${scope}`)}>{scopeWords(say, scope)}</label>
              </p>
            ))}
            <Failure name="scope-read" error={errors['scope-read']} />
          </fieldset>
          <Field
            name="days"
            label={say('account.token_days')}
            width="short"
            value={fields['days']}
            error={errors['days']}
            options={tokenDays.map((days) => ({
              value: days,
              label: say('account.days', { days: Number(days) }),
            }))}
          />
          <Actions>
            <Button icon="key">{say('account.token_make')}</Button>
          </Actions>
        </FieldList>
      </form>
    </Entry>
  );
}

interface MadeTokenPageProps {
  readonly visit: Visit;
  readonly name: string;
  readonly secret: string;
}

/** The new token, this once. */
export function MadeTokenPage({ visit, name, secret }: MadeTokenPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      visit={visit}
      current="/settings/tokens"
      title={say('account.token_made', { name })}
      deck={say('account.token_made_deck')}
    >
      <Entries>
        <Entry title={say('account.to_copy')} note={say('account.shown_once')} strong>
          <p>
            <Handle>{secret}</Handle>
          </p>
          <Fine>{say('account.token_how')}</Fine>
          <p>
            <Handle>{`Authorization: Bearer ${secret.slice(0, 8)}…`}</Handle>
          </p>
          <Actions>
            <Button href="/settings/tokens" look="line">
              {say('account.kept_it')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </SettingsFrame>
  );
}
