import bundlesUi from '../../resources/locales/en/bundles.json' with { type: 'json' };
import checkWords from '../../resources/locales/en/check-words.json' with { type: 'json' };
import checksUi from '../../resources/locales/en/checks.json' with { type: 'json' };
import commandLine from '../../resources/locales/en/command-line.json' with { type: 'json' };
import discoveryUi from '../../resources/locales/en/discovery.json' with { type: 'json' };
import failures from '../../resources/locales/en/failures.json' with { type: 'json' };
import frame from '../../resources/locales/en/frame.json' with { type: 'json' };
import handoverUi from '../../resources/locales/en/handover.json' with { type: 'json' };
import identifyUi from '../../resources/locales/en/identify.json' with { type: 'json' };
import provisioningUi from '../../resources/locales/en/provisioning.json' with { type: 'json' };
import serialUi from '../../resources/locales/en/serial.json' with { type: 'json' };
import serialNotes from '../../resources/locales/en/serial-notes.json' with { type: 'json' };
import settingsUi from '../../resources/locales/en/settings.json' with { type: 'json' };
import sitesUi from '../../resources/locales/en/sites.json' with { type: 'json' };
import syncUi from '../../resources/locales/en/sync.json' with { type: 'json' };
import type { FailureCode } from '../failure/failure.ts';

/** The English catalogue, whole. Other languages must have the same keys. */
export const english = {
  ...frame,
  ...sitesUi,
  ...handoverUi,
  ...discoveryUi,
  ...identifyUi,
  ...serialUi,
  ...serialNotes,
  ...checksUi,
  ...checkWords,
  ...provisioningUi,
  ...bundlesUi,
  ...syncUi,
  ...settingsUi,
  ...commandLine,
  ...failures,
} as const;

export type MessageKey = keyof typeof english;

/** Each failure says what happened, what it means for the visit, and what to do now. */
type FailureKey = `failure.${FailureCode}.${'what' | 'means' | 'next'}`;
/** A failure without words does not compile. */
export const failureWordsAreComplete: Record<FailureKey, string> = failures;
