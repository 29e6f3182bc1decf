import Search from 'lucide-react/icons/search';
import { useState } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Input, SearchField } from 'react-aria-components/SearchField';
import { words } from '../../../shared/words/words.ts';
import { Dialog } from '../../ui/acts/dialog.tsx';
import styles from './palette.module.css';
import { type PaletteEntry, usePaletteEntries } from './use-palette-entries.ts';

const groups: readonly PaletteEntry['group'][] = ['acts', 'nodes', 'places'];

/** Every verb, node and place by its name: type, choose with the arrows, Enter. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const entries = usePaletteEntries();
  const { contains } = useFilter({ sensitivity: 'base' });
  const [isOpen, setIsOpen] = useState(true);
  const close = () => {
    setIsOpen(false);
    onClose();
  };
  const run = (id: string | number) => {
    close();
    entries.find((entry) => entry.id === id)?.run();
  };
  return (
    <Dialog title={words('frame.palette.open')} isTitleHidden isOpen={isOpen} onClose={close}>
      <Autocomplete filter={contains}>
        <div className={styles.whole}>
          <SearchField aria-label={words('frame.palette.field')} autoFocus className={styles.field ?? ''}>
            <Search aria-hidden="true" />
            <Input className={styles.input ?? ''} placeholder={words('frame.palette.placeholder')} />
          </SearchField>
          <Menu
            className={styles.menu ?? ''}
            aria-label={words('frame.palette.list')}
            onAction={run}
            renderEmptyState={() => <p className={styles.none}>{words('frame.palette.none')}</p>}
          >
            {groups.map((group) => (
              <Group key={group} name={group} entries={entries.filter((entry) => entry.group === group)} />
            ))}
          </Menu>
        </div>
      </Autocomplete>
    </Dialog>
  );
}

function Group(props: { readonly name: PaletteEntry['group']; readonly entries: readonly PaletteEntry[] }) {
  return (
    <MenuSection className={styles.section ?? ''}>
      <Header className={styles.header}>{words(`frame.palette.${props.name}`)}</Header>
      {props.entries.map(({ id, name, detail }) => (
        <MenuItem key={id} id={id} textValue={`${name} ${detail}`} className={styles.item ?? ''}>
          <span>{name}</span>
          <span className={styles.detail}>{detail}</span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}
