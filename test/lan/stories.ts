import { asAvahiLists } from './stories/as-avahi-lists.ts';
import type { Story } from './story.ts';

/** In the order in which they are told. A new story is one file in stories/ and one line here. */
export const stories: readonly Story[] = [asAvahiLists];
