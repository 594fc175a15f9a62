/** Relais' letter; decoration only, the name stands beside it. */
export function Emblem({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0b6a74" />
      <path d="M6 11.5 16 18l10-6.5V22a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 6 22z" fill="#fff" />
      <path d="M7.2 8.5h17.6c.7 0 1 .8.5 1.2L16 15.6 6.7 9.7c-.5-.4-.2-1.2.5-1.2z" fill="#9fe0e4" />
    </svg>
  );
}
