import type { Staff } from "./staff.ts";

/** Invented people of the demonstration's offices, one for each duty and some to share a desk. */
export const developmentPeople: readonly Staff[] = [
  person("dev-clerk-1", "林晓雯", "371700", "clerk"),
  person("dev-clerk-2", "马志远", "371700", "clerk"),
  person("dev-clerk-3", "何佳怡", "440300", "clerk"),
  person("dev-clerk-4", "唐立新", "440300", "clerk"),
  person("dev-clerk-5", "罗秀英", "510100", "clerk"),
  person("dev-supervisor-1", "周敏", "371700", "clerk", "supervisor"),
  person("dev-supervisor-2", "邓国梁", "440300", "clerk", "supervisor"),
  person("dev-clerk-6", "许文静", "370100", "clerk"),
  person("dev-clerk-7", "高鹏程", "370200", "clerk"),
  person("dev-clerk-8", "宋雨桐", "370200", "clerk"),
  person("dev-province", "韩立群", "370000", "supervisor"),
  person("dev-ministry", "彭静怡", "*", "supervisor"),
  person("dev-technician", "秦浩然", "*", "technician"),
  person("dev-operator", "沈若兰", "*", "operator"),
  person("dev-auditor", "陆文博", "*", "auditor"),
];

function person(
  subject: string,
  name: string,
  office: string,
  ...roles: readonly Staff["roles"][number][]
): Staff {
  return { subject, name, office, roles };
}
