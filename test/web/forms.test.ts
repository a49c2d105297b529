import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Refusal } from '../../src/core/refusal.ts';
import { errorOfRefusal, parseForm } from '../../src/web/forms/fields.ts';
import { mailAddress, optionalText, problem, requiredText } from '../../src/web/forms/texts.ts';
import { sayIn } from '../../src/words/say.ts';

const form = z.strictObject({
  name: requiredText(5),
  note: optionalText(3),
  mail: mailAddress,
  host: z.string().refine((text) => text === 'loom.example', {
    error: problem('forms.other_host'),
    params: { host: 'loom.example' },
  }),
  place: z.object({ kind: z.enum(['remote', 'hybrid']) }),
});
const whole = {
  name: ' Loom ',
  mail: 'ana@loom.example',
  host: 'loom.example',
  place: { kind: 'remote' },
};
const wrong = { name: 'too long', note: 'four', mail: 'ana', host: 'reef.example', place: { kind: 'x' } };

describe('a form', () => {
  test('is read without the space around its texts', () => {
    expect(parseForm(form, whole, sayIn('en'))).toEqual({
      ok: true,
      value: { ...whole, name: 'Loom', note: '' },
    });
  });

  test('says everything that is wrong, with both values, in the language of who wrote it', () => {
    expect(parseForm(form, wrong, sayIn('en'))).toEqual({
      ok: false,
      errors: {
        name: '8 characters; at most 5 fit.',
        note: '4 characters; at most 3 fit.',
        mail: '“ana” is not a mail address.',
        host: 'This says reef.example. This server answers for loom.example.',
        'place.kind': 'This cannot be read. Check it, or open the page again.',
      },
    });
    expect(parseForm(form, wrong, sayIn('de'))).toMatchObject({
      errors: {
        name: '8 Zeichen; höchstens 5 passen hinein.',
        mail: '„ana“ ist keine Mailadresse.',
        host: 'Hier steht reef.example. Dieser Server antwortet für loom.example.',
      },
    });
  });

  test('says one thing for what is empty and what is missing', () => {
    expect(parseForm(form, { ...whole, name: '  ' }, sayIn('en'))).toEqual({
      ok: false,
      errors: { name: 'Write something here.' },
    });
    const { mail: _, ...rest } = whole;
    expect(parseForm(form, rest, sayIn('de'))).toEqual({
      ok: false,
      errors: { mail: 'Schreib hier etwas.' },
    });
  });

  test('shows the beginning of what was typed, however long it is, and as it was typed', () => {
    const typed = `<b>{x}${'y'.repeat(100)}`;
    const parsed = parseForm(form, { ...whole, mail: typed }, sayIn('en'));
    expect(parsed).toMatchObject({ errors: { mail: `“${typed.slice(0, 80)}…” is not a mail address.` } });
  });

  test('refuses a field it does not know', () => {
    expect(() => parseForm(form, { ...whole, more: '1' }, sayIn('en'))).toThrow(
      'This form has no field "more". Open the page again and send what it asks.',
    );
  });
});

describe('a refusal of the domain', () => {
  const refusal = new Refusal('conflict', 'actor.handle_taken', 'The handle "ana" is taken here.', {
    handle: 'ana',
  });

  test('stands beside its field, in the language of who wrote it', () => {
    const fieldOf = { 'actor.handle_taken': 'handle' };
    expect(errorOfRefusal(refusal, fieldOf, sayIn('en'))).toEqual({
      handle: 'The handle "ana" is taken here.',
    });
    expect(errorOfRefusal(refusal, {}, sayIn('de'))).toEqual({
      '': 'Das Handle „ana“ ist hier vergeben. Wähle ein anderes.',
    });
  });

  test('that is not about the form goes on', () => {
    const gone = new Refusal('gone', 'link.used', 'Used.');
    expect(() => errorOfRefusal(gone, {}, sayIn('en'))).toThrow(gone);
    const broken = new Error('broken');
    expect(() => errorOfRefusal(broken, {}, sayIn('en'))).toThrow(broken);
  });
});
