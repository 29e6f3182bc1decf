/** What a person may set on this laptop. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** Addresses a second that a sweep may touch: `gentle` 25, `normal` 100. */
  readonly sweepPace: 'gentle' | 'normal';
  readonly syncAutomatically: boolean;
}
