/**
 * SQL: reference to the reason for which a manager has left a miss of a case out of the indicators, as said to its
 * agreement (`miss.exclude`); null where that was not said. What was said to the case itself is with its own misses.
 */
export const excludedByAgreement = (miss: { no: string; caseId: string; id: string; n: string }): string =>
  `(select e->>'reason' from agreements, jsonb_array_elements(agreements.state->'exclusions') e
    where agreements.no = ${miss.no} and e->>'case' = ${miss.caseId} and e->>'id' = ${miss.id}
      and (e->>'n')::int = ${miss.n} limit 1)`;
