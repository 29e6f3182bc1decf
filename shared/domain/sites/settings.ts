/** What a person may set on this laptop. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** Addresses a second that a sweep may touch: `gentle` 25, `normal` what this system carries, at most 100 on clinical networks. */
  readonly sweepPace: 'gentle' | 'normal';
  readonly syncAutomatically: boolean;
}
