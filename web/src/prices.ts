/** What charging my vehicle costs at a connector group, in a few words. */

import type { Connector, Estimate, Evse, Group, Offer } from "./server";

/** The session that the card prices: states of charge in per cent. */
export const SOC = [10, 80] as const;

const WHY: Record<string, string> = {
  tariff_not_named: "Price not known",
  tariff_not_delivered: "Price not known",
  tariff_of_other_type: "Price with a contract only",
  tariff_not_valid: "No price for this time",
  dates_not_covered: "No price for this time",
  connector_power_unknown: "Price depends on the power, which is not known",
  charging_too_long: "Price not known",
  vehicle_does_not_fit: "",
  vehicle_fit_unknown: "",
};
const USUAL = "Price cannot be said";

/** "≈ €14.20 for 10–80 %", or why nobody can say. */
export function sessionPrice(group: Group, evses: readonly Evse[], found: Estimate): string {
  const names = new Set(evses.flatMap((evse) => evse.connectors.filter((each) => isOf(group, each)).map((each) => `${evse.uid}/${each.id}`)));
  const offers = found.offers.filter((offer) => offer.connectors.some((name) => names.has(name)));
  const cheapest = offers.filter((offer) => amount(offer) !== undefined).toSorted(inOrder)[0];
  if (!cheapest?.price) return why(offers);
  const text = new Intl.NumberFormat("en", { style: "currency", currency: cheapest.price.currency }).format(amount(cheapest) ?? 0);
  return `≈ ${text} for ${SOC[0]}–${SOC[1]} %${isPayable(cheapest) ? "" : " without VAT"}`;
}

function why(offers: readonly Offer[]): string {
  const code = offers.flatMap((offer) => offer.reasons ?? []).map((reason) => reason.code)[0];
  return code === undefined ? "" : (WHY[code] ?? USUAL);
}

function isOf(group: Group, connector: Connector): boolean {
  return (connector.standard ?? "") === group.standard && connector.maxPower === group.maxPower;
}

function amount({ price }: Offer): number | undefined {
  return price?.payable ?? price?.total.excl ?? undefined;
}

function isPayable(offer: Offer): boolean {
  return typeof offer.price?.payable === "number";
}

/** Prices with tax first, since one without is not what people pay; then the lowest. */
function inOrder(a: Offer, b: Offer): number {
  return Number(isPayable(b)) - Number(isPayable(a)) || (amount(a) ?? 0) - (amount(b) ?? 0);
}
