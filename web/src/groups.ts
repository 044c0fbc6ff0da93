/** Which connector groups of a location the filters ask for; a vehicle only the server can judge. */

import { standardsOf } from "./plugs";
import type { Group } from "./server";
import type { Filters } from "./state";

export interface Divided {
  /** With the plug and the power that are asked for; none where neither is. */
  wanted: Group[];
  others: Group[];
}

export function divide(groups: readonly Group[], { plugs, minKw }: Filters): Divided {
  const standards = standardsOf(plugs);
  const isWanted = ({ standard, maxPower = 0 }: Group): boolean =>
    (standards.length === 0 || standards.includes(standard)) && maxPower >= minKw * 1000;
  const asked = standards.length > 0 || minKw > 0;
  return {
    wanted: groups.filter((group) => asked && isWanted(group)),
    others: groups.filter((group) => !asked || !isWanted(group)),
  };
}
