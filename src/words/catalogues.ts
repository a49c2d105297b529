import arAccount from './ar/account.json' with { type: 'json' };
import arAllies from './ar/allies.json' with { type: 'json' };
import arDeliveries from './ar/deliveries.json' with { type: 'json' };
import arDirectory from './ar/directory.json' with { type: 'json' };
import arDone from './ar/done.json' with { type: 'json' };
import arErrors from './ar/errors.json' with { type: 'json' };
import arForms from './ar/forms.json' with { type: 'json' };
import arFrame from './ar/frame.json' with { type: 'json' };
import arHealth from './ar/health.json' with { type: 'json' };
import arHome from './ar/home.json' with { type: 'json' };
import arJoining from './ar/joining.json' with { type: 'json' };
import arLetters from './ar/letters.json' with { type: 'json' };
import arOpportunities from './ar/opportunities.json' with { type: 'json' };
import arOpportunity from './ar/opportunity.json' with { type: 'json' };
import arOpportunityForm from './ar/opportunity-form.json' with { type: 'json' };
import arPeople from './ar/people.json' with { type: 'json' };
import arRefusals from './ar/refusals.json' with { type: 'json' };
import arSettings from './ar/settings.json' with { type: 'json' };
import arSetup from './ar/setup.json' with { type: 'json' };
import arSignIn from './ar/sign-in.json' with { type: 'json' };
import arSignpost from './ar/signpost.json' with { type: 'json' };
import arStates from './ar/states.json' with { type: 'json' };
import arToday from './ar/today.json' with { type: 'json' };
import arVocabulary from './ar/vocabulary.json' with { type: 'json' };
import deAccount from './de/account.json' with { type: 'json' };
import deAllies from './de/allies.json' with { type: 'json' };
import deDeliveries from './de/deliveries.json' with { type: 'json' };
import deDirectory from './de/directory.json' with { type: 'json' };
import deDone from './de/done.json' with { type: 'json' };
import deErrors from './de/errors.json' with { type: 'json' };
import deForms from './de/forms.json' with { type: 'json' };
import deFrame from './de/frame.json' with { type: 'json' };
import deHealth from './de/health.json' with { type: 'json' };
import deHome from './de/home.json' with { type: 'json' };
import deJoining from './de/joining.json' with { type: 'json' };
import deLetters from './de/letters.json' with { type: 'json' };
import deOpportunities from './de/opportunities.json' with { type: 'json' };
import deOpportunity from './de/opportunity.json' with { type: 'json' };
import deOpportunityForm from './de/opportunity-form.json' with { type: 'json' };
import dePeople from './de/people.json' with { type: 'json' };
import deRefusals from './de/refusals.json' with { type: 'json' };
import deSettings from './de/settings.json' with { type: 'json' };
import deSetup from './de/setup.json' with { type: 'json' };
import deSignIn from './de/sign-in.json' with { type: 'json' };
import deSignpost from './de/signpost.json' with { type: 'json' };
import deStates from './de/states.json' with { type: 'json' };
import deToday from './de/today.json' with { type: 'json' };
import deVocabulary from './de/vocabulary.json' with { type: 'json' };
import enAccount from './en/account.json' with { type: 'json' };
import enAllies from './en/allies.json' with { type: 'json' };
import enDeliveries from './en/deliveries.json' with { type: 'json' };
import enDirectory from './en/directory.json' with { type: 'json' };
import enDone from './en/done.json' with { type: 'json' };
import enErrors from './en/errors.json' with { type: 'json' };
import enForms from './en/forms.json' with { type: 'json' };
import enFrame from './en/frame.json' with { type: 'json' };
import enHealth from './en/health.json' with { type: 'json' };
import enHome from './en/home.json' with { type: 'json' };
import enJoining from './en/joining.json' with { type: 'json' };
import enLetters from './en/letters.json' with { type: 'json' };
import enOpportunities from './en/opportunities.json' with { type: 'json' };
import enOpportunity from './en/opportunity.json' with { type: 'json' };
import enOpportunityForm from './en/opportunity-form.json' with { type: 'json' };
import enPeople from './en/people.json' with { type: 'json' };
import enRefusals from './en/refusals.json' with { type: 'json' };
import enSettings from './en/settings.json' with { type: 'json' };
import enSetup from './en/setup.json' with { type: 'json' };
import enSignIn from './en/sign-in.json' with { type: 'json' };
import enSignpost from './en/signpost.json' with { type: 'json' };
import enStates from './en/states.json' with { type: 'json' };
import enToday from './en/today.json' with { type: 'json' };
import enVocabulary from './en/vocabulary.json' with { type: 'json' };

/** The words of English by area and key: what every other language is measured by. */
export const english = {
  frame: enFrame,
  states: enStates,
  forms: enForms,
  refusals: enRefusals,
  done: enDone,
  home: enHome,
  opportunities: enOpportunities,
  opportunity: enOpportunity,
  'opportunity-form': enOpportunityForm,
  allies: enAllies,
  deliveries: enDeliveries,
  settings: enSettings,
  setup: enSetup,
  'sign-in': enSignIn,
  account: enAccount,
  errors: enErrors,
  people: enPeople,
  signpost: enSignpost,
  joining: enJoining,
  directory: enDirectory,
  today: enToday,
  health: enHealth,
  letters: enLetters,
  vocabulary: enVocabulary,
};

/** A part of the product with words of its own; a file in the folder of each language. */
export type Area = keyof typeof english;

/** The words of a language; what is missing is said in English. */
export type Catalogue = { readonly [A in Area]: Readonly<Record<string, string>> };

const german: Catalogue = {
  frame: deFrame,
  states: deStates,
  forms: deForms,
  refusals: deRefusals,
  done: deDone,
  home: deHome,
  opportunities: deOpportunities,
  opportunity: deOpportunity,
  'opportunity-form': deOpportunityForm,
  allies: deAllies,
  deliveries: deDeliveries,
  settings: deSettings,
  setup: deSetup,
  'sign-in': deSignIn,
  account: deAccount,
  errors: deErrors,
  people: dePeople,
  signpost: deSignpost,
  joining: deJoining,
  directory: deDirectory,
  today: deToday,
  health: deHealth,
  letters: deLetters,
  vocabulary: deVocabulary,
};

const arabic: Catalogue = {
  frame: arFrame,
  states: arStates,
  forms: arForms,
  refusals: arRefusals,
  done: arDone,
  home: arHome,
  opportunities: arOpportunities,
  opportunity: arOpportunity,
  'opportunity-form': arOpportunityForm,
  allies: arAllies,
  deliveries: arDeliveries,
  settings: arSettings,
  setup: arSetup,
  'sign-in': arSignIn,
  account: arAccount,
  errors: arErrors,
  people: arPeople,
  signpost: arSignpost,
  joining: arJoining,
  directory: arDirectory,
  today: arToday,
  health: arHealth,
  letters: arLetters,
  vocabulary: arVocabulary,
};

/** Every catalogue by language. English and German are whole; Arabic is a draft of the frame, for the layout. */
export const catalogues = { en: english, de: german, ar: arabic } as const satisfies Record<
  string,
  Catalogue
>;
