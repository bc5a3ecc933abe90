/** Every sentence exists in both languages, each written by itself. */
export type Phrase = { readonly zh: string; readonly en: string };
