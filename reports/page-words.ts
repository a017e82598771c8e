/** What every report says in the same words: what the model leaves out, and what the terms mean. */

/** The short list; docs/model-limits.md has it whole. */
export const leftOut: readonly (readonly [string, string])[] = [
  [
    "What a task does.",
    "A task holds what it asks for as long as the trace says. It is not slowed by its neighbours, uses neither more nor less than it asks for, and is not killed for memory.",
  ],
  ["Data and network.", "Where a task runs does not change how long it runs."],
  ["People.", "Nobody gives up, asks for less or submits less because the cluster is full."],
  [
    "Messages, images, start-up.",
    "Offers take no time and are not lost; a task runs from the moment it is launched; the master does not fail.",
  ],
  [
    "Each control plane in full.",
    "Quota, reservations and preemption are there where a control plane has them and they are set; none has all that the real one has.",
  ],
]

export const glossary: readonly (readonly [string, string])[] = [
  [
    "Role, weight",
    "A role is a group of users that shares the cluster with other groups. A role with twice the weight is entitled to twice as much, as long as it wants that much.",
  ],
  [
    "Offer",
    "Mesos does not give out machines; it offers what is free to one role at a time, which may take some of it or decline.",
  ],
  [
    "Dominant share",
    "Of all that a role holds (CPU, memory, …) the part of the cluster in the resource it holds most of. A role with 10 % of the CPUs and 30 % of the memory has a dominant share of 30 %.",
  ],
  [
    "DRF (dominant resource fairness)",
    "The rule that offers what is free to the role with the smallest dominant share, divided by its weight.",
  ],
  [
    "Entitlement",
    "The dominant share that a role would have at that moment if the cluster could be divided perfectly by weight among those who want something. It moves with the demand.",
  ],
  ["Missing and in excess", "How far a role was below or above its entitlement, averaged over the run."],
  [
    "Entitlement gap",
    "How far roles were from their entitlement on either side, averaged over roles and time. 0 % would be perfectly fair.",
  ],
  [
    "Jain's index",
    "One number for how equal the weighted shares of the waiting roles are: 1 is perfectly equal; 1/n if one of n roles has everything.",
  ],
  ["Longest starvation", "The longest time for which some role wanted something and held nothing at all."],
  ["Wait", "From the moment a task is ready until it first starts."],
  ["p95, median", "Of 100 tasks, 95 waited at most the p95 wait, and 50 at most the median."],
  [
    "Censored",
    "Still waiting when the run ended. Such a task counts with the time it had waited so far, so the true wait is longer. It is counted and never dropped. “Allowing for censored” estimates what the percentile would have been (Kaplan and Meier), as if those that were cut off went on as the others did; it is no better than that.",
  ],
  [
    "Seed",
    "The number that fixes all that is random in a run. The same seed gives every policy the same arrivals and durations, and always gives the same result.",
  ],
  [
    "Paired difference",
    "The difference between two policies in runs with the same seed. What both runs have in common cancels out, so far fewer runs are needed.",
  ],
  [
    "95 % interval (±)",
    "If the experiment were repeated with other seeds, such intervals would hold the true mean 19 times out of 20. An interval that reaches zero leaves open who is better.",
  ],
  [
    "Equal within 5 %",
    "The difference lies, as surely as two one-sided tests can say, where it is too small to matter to anybody: within 5 % of the baseline, or within a floor (0.1 s of waiting, 1 s of starvation, 0.1 points of a share, 0.005 of an index, 1 task) where the baseline is nearly nothing. That is a result; “not enough runs” is none.",
  ],
  [
    "Corrected by Holm",
    "Of twenty looks at nothing, one finds something. So comparisons are judged together: the p95 wait of all tasks is one family, all others are a second, and in each the chance of a single false difference is at most 5 %. Intervals are not corrected; therefore a bar may leave out zero and its verdict still be open.",
  ],
  [
    "Digest",
    "A checksum over every event of a run. The same digest on another machine means that it computed exactly the same run.",
  ],
]
