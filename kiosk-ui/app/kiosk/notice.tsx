import { AttentionIcon } from "../design/icons.tsx";

/** Something the person should know before going on. */
export function Notice({ text, role }: { readonly text: string; readonly role?: "status" | "alert" }) {
  return (
    <p class="notice" role={role ?? "status"}>
      <AttentionIcon />
      <span>{text}</span>
    </p>
  );
}
