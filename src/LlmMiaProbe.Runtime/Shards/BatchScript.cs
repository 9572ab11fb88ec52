using System.Globalization;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// The script that makes an array of Slurm of a plan: one for each model, because all tasks of an array get the same memory and processors.
/// </summary>
internal static class BatchScript
{
    /// <summary>Slurm's MaxArraySize where nobody raised it.</summary>
    public const int UsualArraySize = 1001;

    private const int UsualThreads = 4;

    public static string NameOf(ShardModel model) => $"array-{model.Role}.sbatch";

    /// <param name="plan">What is to be done.</param>
    /// <param name="model">Which model it asks.</param>
    /// <param name="folder">Of the plan, an absolute path.</param>
    /// <param name="program">The words that start this program.</param>
    public static string Of(ShardPlan plan, ShardModel model, string folder, IReadOnlyList<string> program)
    {
        var settings = plan.ReadSettings();
        var last = Math.Min(plan.Parts.Count, plan.MaxArraySize) - 1;
        var memory = (long)Math.Ceiling(((model.MemoryBytes * 1.25) + (512L << 20)) / (1 << 20));
        var gpu = settings.GpuLayers != 0 ? "#SBATCH --gres=gpu:1\n" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            #!/bin/bash
            # Tasks 0 to {{plan.Parts.Count - 1}} of a plan, for the model {{model.Role}}. Options of sbatch are stronger than these lines.
            # Tasks beyond the cluster's MaxArraySize are reached by an offset, see 'mia-probe shard status'.
            #SBATCH --job-name=mia-probe-{{model.Role}}
            #SBATCH --array=0-{{last}}
            #SBATCH --cpus-per-task={{settings.Threads ?? UsualThreads}}
            #SBATCH --mem={{memory}}M
            #SBATCH --time={{MinutesOf(model, plan.Parts.Count)}}
            {{gpu}}#SBATCH --signal=B:TERM@120
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --output={{LogOf(folder)}}
            set -u
            plan={{Quote(folder)}}
            if [ -n "${MIA_PROBE:-}" ]; then program=("$MIA_PROBE"); else program=({{string.Join(' ', program.Select(Quote))}}); fi

            # The shell waits, so that a signal reaches the program, which finishes the text under way and keeps all it has.
            task=
            trap '[ -z "$task" ] || kill -TERM "$task" 2>/dev/null' TERM
            "${program[@]}" shard run "$plan" --role {{model.Role}} & task=$!
            wait "$task"; code=$?
            while kill -0 "$task" 2>/dev/null; do wait "$task"; code=$?; done

            # Terminated before it was done (time limit, preemption): back into the queue, so often at most.
            if [ "$code" -eq 143 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt "${MOST_RESTARTS:-10}" ]; then
              scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
            fi
            exit "$code"

            """).ReplaceLineEndings("\n");
    }

    /// <summary>Three times what a task is expected to take, and half an hour at least.</summary>
    private static long MinutesOf(ShardModel model, int tasks) =>
        model.Seconds is { } seconds ? Math.Max(30, (long)Math.Ceiling(seconds / tasks / 60 * 3)) : 120;

    // Slurm reads no quotes in these lines, and its own patterns begin with a percent sign.
    private static string LogOf(string folder) =>
        $"{folder.Replace("%", "%%", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal)}/logs/%x-%A_%a.out";

    internal static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "._/-:=@+,".Contains(letter))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
