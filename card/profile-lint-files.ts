import { isIssuerSource } from "./issuer.ts";
import { finding, type Finding } from "./profile-findings.ts";
import type { Field, Profile, ProfileFile } from "./profile-shape.ts";
import { fieldRoles, neededRoles } from "./profile-shape.ts";
import { sfiOf } from "./profile.ts";
import { statusRecordLength } from "./status-record.ts";

/** Directories, files, records and what opens them, held against each other. */
export const lintFiles = (profile: Profile): readonly Finding[] => [
  ...lintDirectories(profile),
  ...Object.entries(profile.files).flatMap(([path, file]) => lintFile(profile, path, file)),
  ...lintShortIdentifiers(profile),
  ...lintRoles(profile),
  ...lintKeys(profile),
  ...lintIssuer(profile),
];

function lintDirectories({ directories, select }: Profile): readonly Finding[] {
  const entries = Object.entries(directories);
  const environment = directories[select.ssseFid];
  return [
    ...(environment === undefined ? [finding("no-directory", "select.ssseFid", select.ssseFid)] : []),
    ...(environment !== undefined && environment.aid !== select.ssse
      ? [finding("no-directory", "select.ssse", select.ssse)]
      : []),
    ...entries.flatMap(([fid, { aid }], index) => {
      const twin = entries.slice(0, index).find(([, other]) => other.aid === aid);
      const same = twin === undefined ? [] : [finding("same-name", `directories.${fid}.aid`, twin[0])];
      const long = aid.length / 2 > 16;
      return long ? [...same, finding("length-mismatch", `directories.${fid}.aid`, "> 16")] : same;
    }),
  ];
}

function lintFile(profile: Profile, path: string, file: ProfileFile): readonly Finding[] {
  const at = `files.${path}`;
  const directory = path.slice(0, 4);
  const findings: Finding[] = [];
  if (profile.directories[directory] === undefined) findings.push(finding("no-directory", at, directory));
  findings.push(...lintAccess(profile, directory, file.read, `${at}.read`));
  findings.push(...lintAccess(profile, directory, file.write, `${at}.write`));
  const seen = new Set<string>();
  for (const [index, record] of file.records.entries()) {
    const here = `${at}.records.${String(index)}`;
    if (seen.has(record.tag)) findings.push(finding("overlapping-tags", here, record.tag));
    seen.add(record.tag);
    if (record.read !== undefined)
      findings.push(...lintAccess(profile, directory, record.read, `${here}.read`));
    findings.push(...lintParts(record, here));
  }
  if (file.kind === "cyclic") {
    const length = file.layout.reduce((sum, { len }) => sum + len, 0);
    if (length > 255) findings.push(finding("length-mismatch", `${at}.layout`, `${String(length)} > 255`));
    for (const [index, { tag }] of file.layout.entries())
      if (tag !== undefined)
        findings.push(finding("unknown-key", `${at}.layout.${String(index)}.tag`, "tag"));
  }
  return findings;
}

function lintParts({ type, len, parts }: Field, at: string): readonly Finding[] {
  if (parts === undefined) return [];
  if (type !== "B-TLV") return [finding("unknown-key", `${at}.parts`, "parts")];
  const tags = parts.map(({ tag }) => tag);
  const twice = tags.find((tag, index) => tag === undefined || tags.indexOf(tag) !== index);
  const length = parts.reduce((sum, part) => sum + 2 + part.len, 0);
  return [
    ...(new Set(tags).size === tags.length && !tags.includes(undefined)
      ? []
      : [finding("overlapping-tags", `${at}.parts`, twice ?? "-")]),
    ...(length === len
      ? []
      : [finding("length-mismatch", `${at}.len`, `${String(len)} / ${String(length)}`)]),
  ];
}

/** Each AUTH(id) and MAC(STK) must have its key where the card looks for it: in the same directory. */
function lintAccess(profile: Profile, directory: string, condition: string, at: string): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [, id = ""] of condition.matchAll(/AUTH\((..)\)/g)) {
    const found = Object.values(profile.keys).some((key) => key.df === directory && key.id === id);
    if (!found) findings.push(finding("missing-key", at, `${directory} ${id}`));
  }
  if (condition.includes("MAC(STK)") && profile.keys["STK"] === undefined)
    findings.push(finding("missing-key", at, "STK"));
  return findings;
}

function lintShortIdentifiers({ files }: Profile): readonly Finding[] {
  const seen = new Map<string, string>();
  return Object.keys(files).flatMap((path) => {
    const sfi = sfiOf(path);
    // ISO/IEC 7816-4: 0 is the file that was selected last, 31 is kept for later.
    if (sfi === 0 || sfi === 31)
      return [finding("wrong-shape", `files.${path}`, `short file identifier ${String(sfi)}`)];
    const place = `${path.slice(0, 4)} ${String(sfi)}`;
    const twin = seen.get(place);
    seen.set(place, path);
    return twin === undefined ? [] : [finding("same-file", `files.${path}`, twin)];
  });
}

/** Lengths that code relies on, in bytes. */
const roleLengths: Readonly<Record<string, number>> = {
  cardRef: 16,
  issuedOn: 4,
  expiresOn: 4,
  bornOn: 4,
  statusRecord: statusRecordLength,
};

function lintRoles(profile: Profile): readonly Finding[] {
  const fields = Object.entries(profile.files).flatMap(([path, { records }]) =>
    records.map((record, index) => ({ at: `files.${path}.records.${String(index)}`, path, record })),
  );
  const findings: Finding[] = [];
  for (const role of fieldRoles) {
    const [first, second] = fields.filter(({ record }) => record.is === role);
    const needed: readonly string[] = neededRoles;
    if (first === undefined && needed.includes(role)) findings.push(finding("missing-role", "files", role));
    if (second !== undefined) findings.push(finding("role-twice", second.at, role));
    const length = roleLengths[role];
    if (first !== undefined && length !== undefined && first.record.len !== length)
      findings.push(
        finding("length-mismatch", `${first.at}.len`, `${String(first.record.len)} / ${String(length)}`),
      );
  }
  const { statusRecord } = profile;
  const place = fields.find(({ record }) => record.is === "statusRecord");
  if (statusRecord === undefined ? place !== undefined : place === undefined)
    findings.push(finding("missing-role", "statusRecord", "statusRecord"));
  if (
    statusRecord !== undefined &&
    place !== undefined &&
    (place.path !== statusRecord.file || place.record.tag !== statusRecord.tag)
  )
    findings.push(finding("missing-role", "statusRecord", `statusRecord ${place.path} ${place.record.tag}`));
  return findings;
}

function lintKeys({ keys, directories }: Profile): readonly Finding[] {
  const entries = Object.entries(keys);
  return entries.flatMap(([name, { df, id, factors }], index) => {
    const at = `keys.${name}`;
    const twin = entries.slice(0, index).find(([, other]) => other.df === df && other.id === id);
    return [
      ...(directories[df] === undefined ? [finding("no-directory", `${at}.df`, df)] : []),
      ...(twin === undefined ? [] : [finding("same-key", `${at}.id`, twin[0])]),
      // A key that is the same on every card opens every card.
      ...(factors.includes("atr8") ? [] : [finding("common-key", `${at}.factors`)]),
    ];
  });
}

/** Where the issuer is read from: a place that code cannot read would end every visit. */
const lintIssuer = ({ issuer }: Profile): readonly Finding[] =>
  [
    ["from", issuer.from] as const,
    ...issuer.crossCheck.map((source, index) => [`crossCheck.${String(index)}`, source] as const),
  ]
    .filter(([, source]) => !isIssuerSource(source))
    .map(([name, source]) => finding("no-such-path", `issuer.${name}`, source));
