/** A card the size of a thumb, for the tray. `life` as the daemon names it. */
export function MiniCard({ life }: { readonly life: string }) {
  const [ground, hill] =
    life === "active"
      ? ["#d6efe3", "#0b6e6e"]
      : life === "frozen"
        ? ["#dbe8f1", "#6f93ad"]
        : ["#d5d5d2", "#8b8f93"];
  return (
    <svg class="mini-card" viewBox="0 0 86 54" aria-hidden="true">
      <rect width="86" height="54" rx="5" fill={ground} />
      <path d="M30 54q20-28 32-18t24-14v27a5 5 0 0 1-5 5z" fill={hill} opacity="0.6" />
      {life === "cancelled" ? (
        <circle cx="17" cy="24" r="6" fill="#10233f" />
      ) : (
        <rect
          x="9"
          y="18"
          width="15"
          height="12"
          rx="2.500"
          fill={life === "active" ? "#d9a441" : "#a9b4bb"}
        />
      )}
      {life === "frozen" && (
        <path
          d="M58 15v-3a5 5 0 0 1 10 0v3M55 15h16v11H55z"
          fill="none"
          stroke="#2a6390"
          stroke-width="2.500"
        />
      )}
    </svg>
  );
}
