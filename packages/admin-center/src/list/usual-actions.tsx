import { AddRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
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
}

/** New, edit and delete: the first buttons of a list of objects. */
export function usualActions(t: Words, { selected, ...does }: UsualActionsOf): readonly ToolbarAction[] {
  const { onNew, onEdit, onEditSeveral, onRemove } = does;
  const [first] = selected;
  const actions: ToolbarAction[] = [];
  if (onNew !== null) actions.push({ id: 'new', label: t('list.new'), icon: <AddRegular />, run: onNew });
  if (onEdit !== null)
    actions.push({
      id: 'edit',
      label: t('list.edit'),
      icon: <EditRegular />,
      disabled: selected.length !== 1 && !(selected.length > 1 && onEditSeveral !== null),
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
      run: () => onRemove(selected),
    });
  return actions;
}
