import { maskName } from "../masking.ts";
import { issueCard, type BoxIssue, type Issue } from "./issue.ts";
import type { CardImage } from "./image.ts";
import { profileIssues } from "./profile-cards.ts";
import { testRootOf } from "./test-keys.ts";

/** What a register knows of a card's holder and the card; every person here is invented. */
type CardPerson = {
  /** Card identification code, 32 upper-case hex digits. */
  readonly cardRef: string;
  readonly atr: string;
  readonly profile: string;
  readonly issuerNumber: string;
  readonly cardNumber: string;
  /** YYYY-MM-DD, both. */
  readonly issuedOn: string;
  readonly expiresOn: string;
} & Issue["holder"];

export type DefaultCard = {
  readonly id: string;
  /** For the tray of virtual devices: place and masked holder. */
  readonly label: string;
  /** The card as issued; a new copy each time. */
  image(): CardImage;
  readonly person: CardPerson;
};

/** Cards 1 to 3 are those of default card section 1; 4 is expired, 5 of no known issuer, 6 of one not approved. */
const issues: readonly BoxIssue[] = [
  [
    "card-1",
    "菏泽市",
    {
      issuerNumber: "371700",
      serial: "00120001",
      cardNumber: "H02600118",
      issuedOn: "2022-03-15",
      expiresOn: "2032-03-15",
      regionalNumber: "SH3717H02600",
      holder: {
        name: "赵青禾",
        nationalNumber: "371702200105169972",
        sex: "1",
        ethnicGroup: "01",
        birthPlace: "371702",
        bornOn: "2001-05-16",
      },
    },
  ],
  [
    "card-2",
    "深圳市",
    {
      issuerNumber: "440300",
      serial: "00120002",
      cardNumber: "K4210038X",
      issuedOn: "2021-09-08",
      expiresOn: "2031-09-08",
      regionalNumber: "SX4403K42100",
      holder: {
        name: "林晓芸",
        nationalNumber: "44030519910815998X",
        sex: "2",
        ethnicGroup: "01",
        birthPlace: "440305",
        bornOn: "1991-08-15",
      },
    },
  ],
  [
    "card-3",
    "成都市",
    {
      issuerNumber: "510100",
      serial: "00120003",
      cardNumber: "526001390",
      issuedOn: "2024-06-20",
      expiresOn: "2034-06-20",
      regionalNumber: "SH5101526001",
      holder: {
        name: "阿依丁·买合木提江",
        nationalNumber: "510107199611029998",
        sex: "1",
        ethnicGroup: "05",
        birthPlace: "510107",
        bornOn: "1996-11-02",
      },
    },
  ],
  [
    "card-4",
    "菏泽市（已过期）",
    {
      issuerNumber: "371700",
      serial: "00120004",
      cardNumber: "H01500422",
      issuedOn: "2015-06-01",
      expiresOn: "2025-06-01",
      regionalNumber: "SH3717H01500",
      holder: {
        name: "周澄",
        nationalNumber: "371702198803209986",
        sex: "2",
        ethnicGroup: "01",
        birthPlace: "371702",
        bornOn: "1988-03-20",
      },
    },
  ],
  [
    "card-5",
    "未登记地区 999900",
    {
      issuerNumber: "999900",
      serial: "00120005",
      cardNumber: "Z26005007",
      issuedOn: "2023-04-10",
      expiresOn: "2033-04-10",
      regionalNumber: "SX9999Z26005",
      holder: {
        name: "孙明远",
        nationalNumber: "110105197906129973",
        sex: "1",
        ethnicGroup: "01",
        birthPlace: "110105",
        bornOn: "1979-06-12",
      },
    },
  ],
  [
    "card-6",
    "乌鲁木齐市",
    {
      issuerNumber: "650100",
      serial: "00120006",
      cardNumber: "W26006008",
      issuedOn: "2023-11-01",
      expiresOn: "2033-11-01",
      regionalNumber: "SX6501W26006",
      holder: {
        name: "何牧原",
        nationalNumber: "650102199307279991",
        sex: "1",
        ethnicGroup: "01",
        birthPlace: "650102",
        bornOn: "1993-07-27",
      },
    },
  ],
];

function boxed([id, place, issued]: BoxIssue, profile: string): DefaultCard {
  const issue = { ...issued, profile, rootOf: testRootOf };
  const image = issueCard(issue);
  const cardRef = image.files[0]?.records[0]?.slice(4) ?? "";
  const { issuerNumber, cardNumber, issuedOn, expiresOn, holder } = issue;
  return {
    id,
    label: `${place} · ${maskName(holder.name)}`,
    image: () => structuredClone(image),
    person: { cardRef, atr: image.atr, profile, issuerNumber, cardNumber, issuedOn, expiresOn, ...holder },
  };
}

const ofProfiles = profileIssues.map(({ profile, issue }) => boxed(issue, profile));

/** The cards that the virtual stand, the centre's seed and the tests share; 7 to 9 are of the other profiles. */
export const defaultCards: readonly DefaultCard[] = [
  ...issues.map((issue) => boxed(issue, "cn-ssc-2.00-3des")),
  ...ofProfiles.filter(({ person }) => person.profile.startsWith("cn-ssc-")),
];

/** One card of each example region, known to the centre and put into the box only when asked for. */
export const exampleCards: readonly DefaultCard[] = ofProfiles.filter(({ person }) =>
  person.profile.startsWith("cn-example-"),
);
