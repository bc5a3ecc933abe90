export type KeyName = "STK" | "BK" | "UK0D" | "UKSSSE" | "PUK" | "IRK" | "RK1";
export type Profile = { readonly id: string };
