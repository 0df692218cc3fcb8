const shapes = {
  play: <path d="M4 2.5v11l9-5.5z" fill="currentColor" />,
  pause: <path d="M4.5 3v10M11.5 3v10" stroke="currentColor" strokeWidth={3} />,
  close: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" />,
  more: (
    <g fill="currentColor">
      <circle cx={3.5} cy={8} r={1.3} />
      <circle cx={8} cy={8} r={1.3} />
      <circle cx={12.5} cy={8} r={1.3} />
    </g>
  ),
  theme: (
    <g>
      <circle cx={8} cy={8} r={6} fill="none" stroke="currentColor" strokeWidth={1.5} />
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
    </g>
  ),
  undo: (
    <path
      d="M6 3L2.8 6.2L6 9.4M3 6.2h6.2a3.6 3.6 0 0 1 0 7.2H6"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  redo: (
    <path
      d="M10 3l3.2 3.2L10 9.4M13 6.2H6.8a3.6 3.6 0 0 0 0 7.2H10"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  fork: (
    <path
      d="M1.5 8h4q2.3 0 3.2-2.3t4-2.7M5.5 8q2.3 0 3.2 2.3t4 2.7"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
    />
  ),
  plus: <path d="M8 3.5v9M3.5 8h9" stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" />,
  menu: <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" />,
} as const;

/** A drawing beside or instead of a word; the control around it carries the name. */
export function Icon({ name }: { readonly name: keyof typeof shapes }) {
  return (
    <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** The mark: a trunk with a dashed and a solid branch. */
export function BrandMark() {
  return (
    <svg width={22} height={22} viewBox="0 0 22 22" fill="none" strokeLinecap="round" aria-hidden="true">
      <path d="M2 11h18" stroke="var(--ink)" strokeWidth={2.5} />
      <path
        d="M8 11q2 0 3-3t4-4h4"
        stroke="var(--arm-a)"
        strokeWidth={2}
        strokeDasharray="3.5 2.5"
        strokeLinecap="butt"
      />
      <path d="M8 11q2 0 3 3t4 4h4" stroke="var(--arm-b)" strokeWidth={2} />
    </svg>
  );
}
