import { lightPositions, type Light, type LightPosition, type StatusLights } from "../ports.ts";

/** Lights that are only remembered: a terminal without any, and a test that looks at them. */
export function virtualLights(name = ""): StatusLights & { shown(): Readonly<Record<LightPosition, Light>> } {
  const dark: Light = { flash: "off", colour: "white" };
  const lights = Object.fromEntries(lightPositions.map((position) => [position, dark])) as Record<
    LightPosition,
    Light
  >;
  const status = { device: name === "" ? "offline" : "online", name } as const;
  return {
    status: () => status,
    watch(listener) {
      listener(status);
      return () => undefined;
    },
    set: (position, light) => {
      lights[position] = light;
    },
    shown: () => ({ ...lights }),
    close: () => Promise.resolve(),
  };
}
