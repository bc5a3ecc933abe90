import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { PeopleOptions } from "../central/access/open-people.ts";
import { applicationOptions, applicationWords, type ApplicationWords } from "./central-applications.ts";
import { authorityFile, authorityWords, enrolTokenCommand } from "./central-enrol-token.ts";
import { operatorCommands } from "./central-operator.ts";
import { proofOptions, proofWords, type ProofWords } from "./central-proof.ts";
import { seedCommand } from "./central-seed.ts";
import { ready } from "./child.ts";

type Options = ApplicationWords &
  ProofWords & {
    readonly database: string;
    readonly tokenFile: string;
    readonly host: string;
    readonly port: string;
    readonly publicUrl?: string;
    readonly trustedProxy?: readonly string[];
    readonly seed?: boolean;
    readonly rules?: string;
    readonly rulesKey?: readonly string[];
    readonly registryKeyFile?: string;
    readonly psamTerminal?: readonly string[];
    readonly deskTerminal?: readonly string[];
    readonly scriptsPerHour: string;
    readonly developmentSignIn?: boolean;
    readonly oidcIssuer?: string;
    readonly oidcClient: string;
    readonly oidcSecretFile?: string;
    readonly oidcRolesClaim: string;
    readonly oidcOfficeClaim: string;
    readonly terminalsPort?: string;
    readonly terminalsHost: string;
    readonly terminalsName?: readonly string[];
    readonly authorityFile: string;
  };

export function centralCommand(parent: Command): void {
  const command = parent.command("central").description("the municipal information centre");
  operatorCommands(command);
  command
    .command("openapi")
    .description("the OpenAPI 3.1 document of everything the centre answers")
    .action(async () => {
      const { openapiOf } = await import("../central/api/openapi.ts");
      const { allRoutes } = await import("../central/routes.ts");
      process.stdout.write(`${JSON.stringify(openapiOf(allRoutes()), undefined, 2)}\n`);
    });
  enrolTokenCommand(command);
  seedCommand(command);
  const serving = command
    .command("serve", { isDefault: true })
    .description("serve the centre's API")
    .option("--database <place>", "SQLite file, or postgresql://...", "central.db")
    .option(
      "--token-file <file>",
      "bearer token of terminals on this machine, made when absent",
      "central-token",
    )
    .option("--host <address>", "to listen on; terminals' bearers are heard on loopback only", "127.0.0.1")
    .option("--port <number>", "0 takes any free port", "8077")
    .option("--public-url <url>", "the address by which browsers reach the centre behind its proxy")
    .option("--trusted-proxy <address...>", "of that proxy: rates are counted by the address that it names")
    .option("--seed", "fill an empty centre with the demonstration's issuers and cards")
    .option("--rules <folder>", "the region's own rules, each signed: docs/regional-rules.md")
    .option("--rules-key <file...>", "public keys that may sign them")
    .option("--registry-key-file <file>", "signs the issuers that terminals carry, made when absent")
    .option(
      "--psam-terminal <id...>",
      "terminals that seal with a PSAM of their own, not by the centre's HSM",
    )
    .option("--desk-terminal <id:office...>", "terminals on a clerk's desk of that office, as T-0002:371700")
    .option("--scripts-per-hour <number>", "card scripts that one terminal may have; 0 for any number", "240")
    .option("--development-sign-in", "let anybody on this machine sign in as invented staff")
    .option("--oidc-issuer <url>", "the identity provider by which the staff signs in")
    .option("--oidc-client <id>", "the centre's name at the provider", "cardhall")
    .option(
      "--oidc-secret-file <file>",
      "the centre's secret at the provider; without it PKCE alone protects",
    )
    .option("--oidc-roles-claim <name>", "lists a person's roles", "roles")
    .option("--oidc-office-claim <name>", "the number of a person's office, or *", "office")
    .option(
      "--terminals-port <number>",
      "listen for enrolled terminals here (mutual TLS); 0 takes any free port",
    )
    .option("--terminals-host <address>", "to listen on for enrolled terminals", "0.0.0.0")
    .option("--terminals-name <name...>", "host names or addresses by which terminals call the centre")
    .option("--authority-file <file>", authorityWords, authorityFile);
  proofWords(applicationWords(serving)).action(serve);
}

async function serve(options: Options): Promise<void> {
  const { startCentral } = await import("../central/main.ts");
  const signIn = await signInOf(options);
  // Beside SQLite's file by itself; where the database is a server, here.
  const onServer = options.database.includes("://") ? "central.registry-key" : undefined;
  const registryKeyFile = options.registryKeyFile ?? onServer;
  const central = await startCentral({
    ...applicationOptions(options),
    ...proofOptions(options, options.database),
    database: options.database,
    tokenFile: options.tokenFile,
    host: options.host,
    port: Number.parseInt(options.port, 10),
    seed: options.seed === true,
    ...(options.rules !== undefined && {
      rules: { folder: options.rules, keyFiles: options.rulesKey ?? [] },
    }),
    ...(registryKeyFile !== undefined && { registryKeyFile }),
    psamTerminals: options.psamTerminal ?? [],
    deskTerminals: (options.deskTerminal ?? []).map(deskIn),
    ...capOf(options),
    pagesFolder: fileURLToPath(new URL("../kiosk-ui/dist/centre", import.meta.url)),
    logLevel: process.env["CARDHALL_LOG"] ?? "warn",
    ...(options.trustedProxy !== undefined && { trustedProxies: options.trustedProxy }),
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    ...(signIn !== undefined && { signIn }),
    ...(options.terminalsPort !== undefined && {
      terminals: {
        host: options.terminalsHost,
        port: Number.parseInt(options.terminalsPort, 10),
        names: options.terminalsName ?? ["localhost", "127.0.0.1"],
        authorityFile: options.authorityFile,
      },
    }),
  });
  const { url, terminalsUrl } = central;
  ready({ ready: true, url, ...(terminalsUrl !== undefined && { terminalsUrl }) }, () => central.close());
}

function deskIn(told: string): { readonly terminalId: string; readonly office: string } {
  const [, terminalId, office] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63}):(\d{6})$/.exec(told) ?? [];
  if (terminalId === undefined || office === undefined)
    throw new Error(`--desk-terminal ${told}: say TERMINAL:OFFICE, as T-0002:371700`);
  return { terminalId, office };
}

function capOf(options: Options): { readonly scriptsPerHour?: number } {
  const scriptsPerHour = Number.parseInt(options.scriptsPerHour, 10);
  return scriptsPerHour === 0 ? {} : { scriptsPerHour };
}

async function signInOf(options: Options): Promise<PeopleOptions["signIn"]> {
  const { oidcIssuer: issuer, oidcSecretFile } = options;
  if (issuer === undefined) return options.developmentSignIn === true ? { kind: "development" } : undefined;
  const { readFileSync } = await import("node:fs");
  return {
    kind: "oidc",
    issuer,
    clientId: options.oidcClient,
    rolesClaim: options.oidcRolesClaim,
    officeClaim: options.oidcOfficeClaim,
    ...(oidcSecretFile !== undefined && { clientSecret: readFileSync(oidcSecretFile, "utf8").trim() }),
  };
}
