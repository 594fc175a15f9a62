/** Relais' letter; decoration only, the name stands beside it. */
export function Emblem({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0b6a74" />
      <path d="M6 11.5 16 18l10-6.500V22a1.500 1.500 0 0 1-1.500 1.500h-17A1.500 1.500 0 0 1 6 22z" fill="#fff" />
      <path
        d="M7.200 8.500h17.600c.7 0 1 .8.500 1.200L16 15.600 6.700 9.700c-.500-.400-.200-1.200.500-1.200z"
        fill="#9fe0e4"
      />
    </svg>
  );
}
