let lastOwner = 0;
const owners = new WeakMap<object, number>();

/** Names a folder of an account among all that this process has open. `owner` is the account's store. */
export function folderKey(owner: object, folderId: number): string {
  let number = owners.get(owner);
  if (number === undefined) owners.set(owner, (number = ++lastOwner));
  return `${number}/${folderId}`;
}
