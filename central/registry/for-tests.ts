import type { Staff } from "../access/staff.ts";

/** Who asks and who decides: a city, its province, the ministry, and another city that has no say. */
export const office = {
  city: person("city", "371700", "operator"),
  colleague: person("colleague", "371700", "operator", "supervisor"),
  clerk: person("clerk", "371700", "clerk"),
  otherCity: person("other-city", "440300", "operator", "clerk"),
  province: person("province", "370000", "supervisor"),
  otherProvince: person("other-province", "440000", "supervisor"),
  ministry: person("ministry", "*", "supervisor"),
  ministryToo: person("ministry-too", "*", "supervisor", "operator"),
};

function person(subject: string, where: string, ...roles: Staff["roles"]): Staff {
  return { subject, name: subject, office: where, roles };
}

export const qingdao = {
  nameZh: "青岛市人力资源和社会保障局",
  nameEn: "Qingdao Municipal Human Resources and Social Security Bureau",
  regionZh: "青岛市",
  regionEn: "Qingdao",
  plannedCards: 9_000_000,
  supplier: "示例卡厂",
  product: "示例卡 3.0",
};
