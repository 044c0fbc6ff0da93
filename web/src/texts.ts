/** What people read instead of codes. */

import type { Group } from "./server";

export const STATUS: Record<string, { text: string; tone: "free" | "busy" | "out" | "unknown" }> = {
  AVAILABLE: { text: "Free", tone: "free" },
  CHARGING: { text: "In use", tone: "busy" },
  BLOCKED: { text: "Blocked", tone: "busy" },
  RESERVED: { text: "Reserved", tone: "busy" },
  INOPERATIVE: { text: "Out of service", tone: "out" },
  OUTOFORDER: { text: "Out of order", tone: "out" },
  PLANNED: { text: "Planned", tone: "unknown" },
  REMOVED: { text: "Removed", tone: "out" },
  OPERATIONAL: { text: "Worked when last heard of", tone: "unknown" },
  UNKNOWN: { text: "Status not known", tone: "unknown" },
};

export const RESTRICTION: Record<string, string> = {
  BRAND_ONLY: "Only for cars of one brand",
  CUSTOMERS_ONLY: "Only for customers of the site",
  CAR_SHARING_ONLY: "Only for shared cars",
  TAXIS_ONLY: "Only for taxis",
  OTHER: "Access is restricted",
};

export const PAYMENT: Record<string, string> = {
  RFID_READER: "charging card (RFID)",
  CHIP_CARD: "chip card",
  CONTACTLESS_CARD: "contactless card",
  CREDIT_CARD: "credit card",
  DEBIT_CARD: "debit card",
  PED_TERMINAL: "card terminal",
  MOBILE_PAYMENT: "mobile phone",
  OPERATOR_APP: "the operator's app",
  TERMINAL_SMS: "SMS",
  TERMINAL_QR_CODE: "QR code",
  AUTH_BY_CAR_PLUG_AND_CHARGE: "Plug & Charge",
};

/** "Credit card, QR code": ways to pay as one sentence. */
export function payments(codes: readonly string[]): string {
  const text = codes.map((code) => PAYMENT[code] ?? humane(code).toLowerCase()).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** SHOPPING_MALL → Shopping mall. */
export function humane(code: string): string {
  const words = code.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function power(watts: number): string {
  const kilowatts = watts / 1000;
  return `Up to ${watts < 100_000 ? Number(kilowatts.toPrecision(3)) : Math.round(kilowatts)} kW`;
}

export function distance(metres: number): string {
  if (metres < 950) return `${Math.max(10, Math.round(metres / 10) * 10)} m`;
  return metres < 9_950 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000).toLocaleString("en")} km`;
}

/** "4 × CCS2", "Up to 350 kW", "2 free": the parts of a connector group. */
export function groupParts(group: Group): string[] {
  const parts = [`${group.evses} × ${group.name}`];
  if (group.maxPower) parts.push(group.text ?? power(group.maxPower));
  if (group.available !== undefined) parts.push(group.available ? `${group.available} free` : "none free");
  return parts;
}

const AGES: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Infinity, "year"],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago something was: "3 hours ago". */
export function ago(time: string | number, now = Date.now()): string {
  let amount = (new Date(time).getTime() - now) / 1000;
  if (Number.isNaN(amount)) return "";
  for (const [size, unit] of AGES) {
    if (Math.abs(amount) < size) return RELATIVE.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}

export function addressLine(place: { address?: string; postalCode?: string; city?: string }): string {
  const town = [place.postalCode, place.city].filter(Boolean).join(" ");
  return [place.address, town].filter(Boolean).join(", ");
}

export const FAILED = "The server does not answer. Try again.";
