/** What a form is made of: choices where a choice will do, and fields for what only a person knows. */

export function Choices<Value extends string>(props: {
  readonly name: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly chosen: Value | undefined;
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>{props.name}</legend>
      {props.options.map(([value, text]) => (
        <label key={value} class={value === props.chosen ? "chosen" : undefined}>
          <input
            type="radio"
            name={props.name}
            checked={value === props.chosen}
            onChange={() => props.onChoose(value)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

export function Field(props: {
  readonly name: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** In characters. */
  readonly size?: number;
  readonly type?: "text" | "date" | "month";
  readonly optional?: boolean;
}) {
  const { name, value, size, type = "text" } = props;
  const shared = {
    autocomplete: "off",
    required: props.optional !== true,
    value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
      props.onInput(event.currentTarget.value),
  };
  return (
    <label class="field">
      <span>{name}</span>
      {type === "text" ? (
        <input {...shared} type="text" size={size} spellcheck={false} />
      ) : (
        <input {...shared} type={type} />
      )}
    </label>
  );
}
