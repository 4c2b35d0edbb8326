import { proveApproval } from './approval/proof.js';

it('10,000 random orders leave the engine where pencil and paper leave it', async () => {
  const { steps, done, refused, violations } = await proveApproval({ seed: 20_260_316, steps: 10_000 });
  expect(violations).toEqual([]);
  expect(steps).toBe(10_000);
  expect(done).toBeGreaterThan(1000);
  // A run in which nobody tried to get round the duties would prove nothing about them.
  for (const code of ['APPROVAL_OWN_FILING', 'APPROVAL_OWN_PROPOSAL', 'APPROVAL_TWICE_IN_ROUND', 'APPROVAL_NOT_FOUND'])
    expect(refused[code]).toBeGreaterThan(0);
}, 600_000);
