import { AddRegular, DeleteRegular, EditRegular, EyeRegular } from '@fluentui/react-icons';
import type { Words } from '../language/words.ts';
import type { ToolbarAction } from './list-page.tsx';

export interface UsualActionsOf {
  readonly selected: readonly string[];
  /** `null`: there is no such button. */
  readonly onNew: (() => void) | null;
  readonly onEdit: ((key: string) => void) | null;
  /** `null`: one at a time. */
  readonly onEditSeveral: ((keys: readonly string[]) => void) | null;
  readonly onRemove: ((keys: readonly string[]) => void) | null;
  /** Of what is selected: whether it may only be looked at, and whether it stays, because of this person's write scopes. */
  readonly outside?: { readonly edit: boolean; readonly remove: boolean };
}

/** New, edit and delete: the first buttons of a list of objects. */
export function usualActions(t: Words, { selected, ...does }: UsualActionsOf): readonly ToolbarAction[] {
  const { onNew, onEdit, onEditSeveral, onRemove, outside } = does;
  const isView = outside?.edit === true && selected.length === 1;
  const [first] = selected;
  const actions: ToolbarAction[] = [];
  if (onNew !== null) actions.push({ id: 'new', label: t('list.new'), icon: <AddRegular />, run: onNew });
  if (onEdit !== null)
    actions.push({
      id: 'edit',
      label: t(isView ? 'list.view' : 'list.edit'),
      icon: isView ? <EyeRegular /> : <EditRegular />,
      disabled: selected.length !== 1 && !(selected.length > 1 && onEditSeveral !== null),
      ...(outside?.edit === true && !isView ? { refused: t('scope.severalOutside') } : {}),
      run: () => {
        if (selected.length > 1) onEditSeveral?.(selected);
        else if (first !== undefined) onEdit(first);
      },
    });
  if (onRemove !== null)
    actions.push({
      id: 'delete',
      label: t('list.delete'),
      icon: <DeleteRegular />,
      disabled: selected.length === 0,
      ...(outside?.remove === true
        ? { refused: t(selected.length === 1 ? 'scope.outside' : 'scope.severalOutside') }
        : {}),
      run: () => onRemove(selected),
    });
  return actions;
}
