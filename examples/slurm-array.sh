#!/bin/bash
# An experiment on a Slurm cluster: one array task per shard, all into one shared folder.
#
#   sbatch --array=1-8 examples/slurm-array.sh examples/easy-or-fcfs.yaml results
#   npx mesoscope merge examples/easy-or-fcfs.yaml results --out results
#
# A task that was killed, or reached its time limit, goes on where it was when it is submitted again.
#SBATCH --job-name=mesoscope
#SBATCH --cpus-per-task=4
#SBATCH --time=04:00:00
#SBATCH --requeue
set -euo pipefail
experiment=$1
out=$2
exec ${MESOSCOPE:-npx mesoscope} run "$experiment" --out "$out" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --jobs "${SLURM_CPUS_PER_TASK:-1}"
