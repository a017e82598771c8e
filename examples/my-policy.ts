import { leastBy, type PolicyFactory } from "mesoscope"

/**
 * A template: each agent goes to the framework that has been asking longest for what its role's weight entitles it to.
 * Try it: npx mesoscope demo --policies drf,weighted,./examples/my-policy.ts -n 3 --out my-first-report
 */
export const policy: PolicyFactory = () => ({
  name: "my-policy",
  *allocate({ now, frameworks }, agents) {
    const patience = (framework: number) =>
      (now - frameworks.askingSince(framework)) * frameworks.weight(frameworks.role(framework))
    for (const agent of agents) {
      // Ties go to the lower id, because leastBy keeps the first of the smallest.
      const chosen = leastBy(frameworks.eligible(agent), (framework) => -patience(framework))
      if (chosen !== undefined) yield { agent, framework: chosen }
    }
  },
})
