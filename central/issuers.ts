import { defaultCards, exampleCards } from "../card/virtual/default-cards.ts";
import type { IssuerRow } from "./tables.ts";

/**
 * The issuers of the demonstration: city departments of human resources and social security, with the GB/T
 * 2260 code of the city. Only an approved one may have its cards served (service rules S8).
 */
export const demonstrationIssuers: readonly IssuerRow[] = [
  city("371700", "菏泽市", "Heze", true),
  city("440300", "深圳市", "Shenzhen", true),
  city("510100", "成都市", "Chengdu", true),
  city("650100", "乌鲁木齐市", "Urumqi", false),
  // No regions: each stands for a city that marks its cards in a way of its own.
  city("990100", "示例市甲", "Example City A", true),
  city("990200", "示例市乙", "Example City B", true),
  city("990300", "示例市丙", "Example City C", true),
  city("990400", "示例市丁", "Example City D", true),
];

function city(number: string, regionZh: string, regionEn: string, approved: boolean): IssuerRow {
  return {
    number,
    name_zh: `${regionZh}人力资源和社会保障局`,
    name_en: `${regionEn} Municipal Human Resources and Social Security Bureau`,
    region_zh: regionZh,
    region_en: regionEn,
    approved: approved ? 1 : 0,
    profiles: profilesOf(number).join(" "),
  };
}

/** The file structures of this city's cards in the box. */
function profilesOf(number: string): readonly string[] {
  const people = [...defaultCards, ...exampleCards].map(({ person }) => person);
  return [
    ...new Set(people.filter((card) => card.issuerNumber === number).map(({ profile }) => profile)),
  ].sort();
}
