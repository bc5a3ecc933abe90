import { contextBridge } from "electron";

/** All that the page can learn from the shell. No channel leads back: what a person does goes to the daemon. */
contextBridge.exposeInMainWorld("cardhall", Object.freeze({ platform: "electron" }));
