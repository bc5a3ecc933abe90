import type { ComponentChildren } from "preact";
import type { Life, OperationKind } from "../../../card/life.ts";

/** Line icons on a 24 grid, drawn in the colour of the text beside them; the text says it, they only echo it. */
function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const TickIcon = () => (
  <Icon>
    <path d="M5 12.5l4.5 4.5L19 7.5" stroke-width="2.6" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M19 12H6M11 6l-6 6 6 6" />
  </Icon>
);

/** A card leaving its slot. */
export const ExitIcon = () => (
  <Icon>
    <path d="M4 20h16M8 16V5.5A1.5 1.5 0 0 1 9.5 4h5A1.5 1.5 0 0 1 16 5.5V16M10.5 7.5h3" />
  </Icon>
);

export const HelpIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="3.6" />
    <path d="M5 20c.6-4 3.4-6 7-6s6.400 2 7 6" />
  </Icon>
);

/** A small and a large letter. */
export const LargeIcon = () => (
  <Icon>
    <path d="M2.500 19l3.200-9 3.200 9M3.500 16.200h4.400M11.500 19L16.500 5l5 14M13 15h7" />
  </Icon>
);

export const ContrastIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 3.500a8.500 8.500 0 0 1 0 17z" fill="currentColor" />
  </Icon>
);

/** A mouth that speaks. */
export const SpeechIcon = () => (
  <Icon>
    <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />
  </Icon>
);

export const AgainIcon = () => (
  <Icon>
    <path d="M19.500 12a7.500 7.500 0 1 1-2.400-5.500M19.500 3.500v4.200h-4.200" />
  </Icon>
);

export const VolumeIcon = () => (
  <Icon>
    <path d="M4 19.500v-4M9.300 19.500v-7.500M14.700 19.500v-11M20 19.500v-15" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="7.500" r="3.800" />
    <path d="M4.500 20.500c.8-4.600 3.700-6.500 7.500-6.500s6.700 1.900 7.500 6.500" />
  </Icon>
);

export const TwoPeopleIcon = () => (
  <Icon>
    <circle cx="8.500" cy="8.500" r="3.300" />
    <path d="M2 20c.7-4 3.200-5.800 6.500-5.800S14.300 16 15 20M15.500 5.500a3.300 3.300 0 0 1 0 6.300M18 14.800c2.200.8 3.500 2.500 4 5.200" />
  </Icon>
);

export const PaperIcon = () => (
  <Icon>
    <path d="M6 3.500h12v17l-2-1.500-2 1.500-2-1.500-2 1.500-2-1.500-2 1.500zM9 8h6M9 11.500h6" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2.500 12C5 7.500 8.200 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500S5 16.500 2.500 12z" />
    <circle cx="12" cy="12" r="2.800" />
  </Icon>
);

export const AttentionIcon = () => (
  <Icon>
    <path d="M12 4l9 16H3z" />
    <path d="M12 10.5v4M12 17.200v.1" stroke-width="2.400" />
  </Icon>
);

const lock = "M7 11V8.500a5 5 0 0 1 10 0V11M5.500 11h13v9h-13z";
const openLock = "M7 11V8a5 5 0 0 1 9.600-2M5.500 11h13v9h-13z";
const cut = "M3.500 6h17v12h-17zM9 9.500l6 5M15 9.500l-6 5";

export function OperationIcon({ kind }: { readonly kind: OperationKind }) {
  return (
    <Icon>
      <path d={{ freeze: lock, unfreeze: openLock, cancel: cut }[kind]} />
    </Icon>
  );
}

export function LifeIcon({ life }: { readonly life: Life }) {
  switch (life) {
    case "active":
      return <TickIcon />;
    case "frozen":
    case "card-blocked":
      return (
        <Icon>
          <path d={lock} />
        </Icon>
      );
    case "cancelled":
      return (
        <Icon>
          <path d="M6 6l12 12M18 6L6 18" />
        </Icon>
      );
    case "unknown":
      return (
        <Icon>
          <path d="M6 12h.1M12 12h.1M18 12h.1" stroke-width="3" />
        </Icon>
      );
  }
}

/** Our own sign: a hall's roof over a card. */
export const Seal = () => (
  <svg class="seal" viewBox="0 0 48 48" aria-hidden="true">
    <rect width="48" height="48" rx="14" fill="#0b6e6e" />
    <path
      d="M9 21L24 11l15 10"
      fill="none"
      stroke="#f7f5f0"
      stroke-width="3.400"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
    <rect x="13" y="24" width="22" height="14" rx="3" fill="#f7f5f0" />
    <rect x="16.500" y="28" width="6" height="5" rx="1.200" fill="#d9a441" />
  </svg>
);
