using System.Globalization;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How far the tasks of a model are, from what lies in the folder of the plan.</summary>
internal static class ShardProgress
{
    private const int MostProblems = 20;

    /// <param name="folder">With the plan.</param>
    /// <param name="model">Of the plan.</param>
    /// <param name="maxArraySize">See <see cref="ShardPlan.MaxArraySize"/>.</param>
    public static ShardProgressOutput Of(ShardFolder folder, ShardModel model, int maxArraySize)
    {
        var (done, missing, problems) = (new List<ShardDone>(), new List<int>(), new List<ShardProblemOutput>());
        var (running, failed) = (0, 0);
        for (var index = 0; index < folder.Plan.Parts.Count; index++)
        {
            if (DoneOf(folder, index, model.Role, problems) is { } report)
            {
                done.Add(report);
            }
            else if (folder.IsHeld(index, model.Role))
            {
                running++;
            }
            else
            {
                missing.Add(index);
                if (folder.Failed(index, model.Role) is { } problem)
                {
                    failed++;
                    problems.Add(new ShardProblemOutput(index, problem.Reason));
                }
            }
        }

        var (tokens, seconds, left) = (done.Sum(task => task.Tokens), done.Sum(task => task.Seconds), folder.Plan.Parts.Count - done.Count);
        return new ShardProgressOutput(
            model.Role,
            done.Count,
            running,
            failed,
            missing.Count - failed,
            missing.Count == 0 ? null : RangesOf(missing),
            CommandsOf(missing, maxArraySize, Path.Combine(folder.Path, BatchScript.NameOf(model))),
            done.Sum(task => task.Texts),
            done.Sum(task => task.Failed),
            tokens,
            seconds > 0 && tokens > 0 ? tokens / seconds : null,
            left == 0 ? 0 : done.Count > 0 ? seconds / done.Count * left : model.Seconds / folder.Plan.Parts.Count * left,
            [
                .. done.GroupBy(task => task.Policy).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal)
                    .Select(same => new ShardPolicyOutput(same.Key, same.Count())),
            ],
            CalibrationOf(folder, model.Role),
            [.. problems.Take(MostProblems)]);
    }

    // One report that cannot be read must not hide the others.
    private static ShardDone? DoneOf(ShardFolder folder, int index, string role, List<ShardProblemOutput> problems)
    {
        try
        {
            return folder.Done(index, role);
        }
        catch (ConfigurationException e)
        {
            problems.Add(new ShardProblemOutput(index, e.Message));
            return null;
        }
    }

    /// <summary>What was found by calibration so far; null if no machine was calibrated.</summary>
    public static ShardCalibrationOutput? CalibrationOf(ShardFolder folder, string role)
    {
        var all = folder.Calibrations(role);
        var found = all.Select(one => one.Difference).OfType<NumericDifference>().ToList();
        return all.Count == 0 ? null : new ShardCalibrationOutput(
            role,
            [.. all.Select(one => one.Policy).Distinct(StringComparer.Ordinal)],
            found.Sum(one => one.Texts),
            found.Sum(one => one.Tokens),
            found.Count == 0 ? null : found.Max(one => one.Largest));
    }

    /// <summary>The commands that give tasks to Slurm: one array for each stretch of indices that it allows, with an offset from the second on.</summary>
    /// <param name="indices">In order.</param>
    /// <param name="maxArraySize">See <see cref="ShardPlan.MaxArraySize"/>.</param>
    /// <param name="script">Its path.</param>
    public static IReadOnlyList<string> CommandsOf(IReadOnlyList<int> indices, int maxArraySize, string script) =>
    [
        .. indices.GroupBy(index => index / maxArraySize).Select(array => string.Create(
            CultureInfo.InvariantCulture,
            $"sbatch --array={RangesOf([.. array.Select(index => index % maxArraySize)])} "
            + $"{(array.Key == 0 ? "" : $"--export=ALL,RUN_OFFSET={array.Key * maxArraySize} ")}{ShellText.Quote(script)}")),
    ];

    /// <summary>Such as <c>0,3-5</c>.</summary>
    private static string RangesOf(IReadOnlyList<int> indices)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var index in indices)
        {
            if (ranges is [.., var (first, last)] && last == index - 1)
            {
                ranges[^1] = (first, index);
            }
            else
            {
                ranges.Add((index, index));
            }
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
    }
}
