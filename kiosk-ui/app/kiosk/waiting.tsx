/** Three quiet dots: something is under way and needs nothing from the person. */
export function Waiting() {
  return (
    <p class="waiting" aria-hidden="true">
      <span />
      <span />
      <span />
    </p>
  );
}
