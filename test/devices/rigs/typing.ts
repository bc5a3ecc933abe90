/** Boot keyboard reports of somebody who types digits and upper-case letters: each key down, then all up. */
export const enterUsage = 0x28;
export const eraseUsage = 0x2a;
export const cancelUsage = 0x29;

const up = (): Uint8Array => new Uint8Array(8);

export function keyReports(usage: number, shift = false): Uint8Array[] {
  return [Uint8Array.of(shift ? 0x02 : 0, 0, usage, 0, 0, 0, 0, 0), up()];
}

function digitReports(digit: number): Uint8Array[] {
  return keyReports(digit === 0 ? 0x27 : 0x1d + digit);
}

export function textReports(text: string): Uint8Array[] {
  return [...text].flatMap((character) =>
    /\d/.test(character)
      ? digitReports(Number(character))
      : keyReports(0x04 + character.charCodeAt(0) - 0x41, true),
  );
}

/** Reports of a scanner of usage page 8Ch: 56 bytes of text each, the last byte says whether more follows. */
export function posReports(text: string, symbology: string): Uint8Array[] {
  const bytes = Buffer.from(text);
  const reports: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 56) {
    const part = bytes.subarray(at, at + 56);
    const report = new Uint8Array(64);
    report.set([0x02, part.length, ...Buffer.from(symbology), ...part]);
    report[63] = at + 56 < bytes.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}
