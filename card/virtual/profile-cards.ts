import type { BoxIssue } from "./issue.ts";

/** One card of each profile besides the default one. Holders are invented; regions 9901xx to 9904xx are none. */
export const profileIssues: readonly { readonly profile: string; readonly issue: BoxIssue }[] = [
  {
    profile: "cn-ssc-1.00-3des",
    issue: [
      "card-7",
      "菏泽市（1.00）",
      {
        issuerNumber: "371700",
        serial: "00120007",
        cardNumber: "H01700731",
        issuedOn: "2017-04-01",
        expiresOn: "2027-04-01",
        regionalNumber: "SH3717H01700",
        holder: {
          name: "宋知远",
          nationalNumber: "37170219790214997X",
          sex: "1",
          ethnicGroup: "01",
          birthPlace: "371702",
          bornOn: "1979-02-14",
        },
      },
    ],
  },
  {
    profile: "cn-ssc-3.00-3des",
    issue: [
      "card-8",
      "深圳市（3.00 3DES）",
      {
        issuerNumber: "440300",
        serial: "00120008",
        cardNumber: "K42100822",
        issuedOn: "2021-12-03",
        expiresOn: "2031-12-03",
        regionalNumber: "SX4403K42108",
        holder: {
          name: "梁书瑶",
          nationalNumber: "44030519951123998X",
          sex: "2",
          ethnicGroup: "01",
          birthPlace: "440305",
          bornOn: "1995-11-23",
        },
      },
    ],
  },
  {
    profile: "cn-ssc-3.00-sm4",
    issue: [
      "card-9",
      "菏泽市（3.00 SM4）",
      {
        issuerNumber: "371700",
        serial: "00120009",
        cardNumber: "H02600927",
        issuedOn: "2024-09-18",
        expiresOn: "2034-09-18",
        regionalNumber: "SH3717H02609",
        holder: {
          name: "苏景行",
          nationalNumber: "371702198607319993",
          sex: "1",
          ethnicGroup: "01",
          birthPlace: "371702",
          bornOn: "1986-07-31",
        },
      },
    ],
  },
  {
    profile: "cn-example-990100-expiry-date",
    issue: [
      "card-10",
      "示例市甲",
      {
        issuerNumber: "990100",
        serial: "00120010",
        cardNumber: "A26010015",
        issuedOn: "2023-05-08",
        expiresOn: "2033-05-08",
        regionalNumber: "SX9901A26010",
        holder: {
          name: "方一舟",
          nationalNumber: "371702199001019974",
          sex: "1",
          ethnicGroup: "01",
          birthPlace: "371702",
          bornOn: "1990-01-01",
        },
      },
    ],
  },
  {
    profile: "cn-example-990200-centre-only",
    issue: [
      "card-11",
      "示例市乙",
      {
        issuerNumber: "990200",
        serial: "00120011",
        cardNumber: "B26011015",
        issuedOn: "2023-05-08",
        expiresOn: "2033-05-08",
        regionalNumber: "SX9902B26011",
        holder: {
          name: "叶安歌",
          nationalNumber: "440305199102029981",
          sex: "2",
          ethnicGroup: "01",
          birthPlace: "440305",
          bornOn: "1991-02-02",
        },
      },
    ],
  },
  {
    profile: "cn-example-990300-status-record",
    issue: [
      "card-12",
      "示例市丙",
      {
        issuerNumber: "990300",
        serial: "00120012",
        cardNumber: "C26012015",
        issuedOn: "2023-05-08",
        expiresOn: "2033-05-08",
        regionalNumber: "SX9903C26012",
        holder: {
          name: "唐若水",
          nationalNumber: "510107199203039994",
          sex: "1",
          ethnicGroup: "01",
          birthPlace: "510107",
          bornOn: "1992-03-03",
        },
      },
    ],
  },
  {
    profile: "cn-example-990400-single-challenge",
    issue: [
      "card-13",
      "示例市丁",
      {
        issuerNumber: "990400",
        serial: "00120013",
        cardNumber: "D26013015",
        issuedOn: "2023-05-08",
        expiresOn: "2033-05-08",
        regionalNumber: "SX9904D26013",
        holder: {
          name: "顾听澜",
          nationalNumber: "371702199304049986",
          sex: "2",
          ethnicGroup: "01",
          birthPlace: "371702",
          bornOn: "1993-04-04",
        },
      },
    ],
  },
];
