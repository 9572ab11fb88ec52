using System.Globalization;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How far the tasks of a model are, from what lies in the folder of the plan.</summary>
internal static class ShardProgress
{
    private const int MostProblems = 20;

    public static ShardProgressOutput Of(ShardFolder folder, ShardModel model)
    {
        var (done, missing, problems) = (new List<ShardDone>(), new List<int>(), new List<ShardProblemOutput>());
        var (running, failed) = (0, 0);
        for (var index = 0; index < folder.Plan.Parts.Count; index++)
        {
            if (folder.Done(index, model.Role) is { } report)
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
            missing.Count == 0 ? null : ArrayOf(missing),
            done.Sum(task => task.Texts),
            done.Sum(task => task.Failed),
            tokens,
            seconds > 0 && tokens > 0 ? tokens / seconds : null,
            left == 0 ? 0 : done.Count > 0 ? seconds / done.Count * left : model.Seconds / folder.Plan.Parts.Count * left,
            [
                .. done.GroupBy(task => task.Policy).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal)
                    .Select(same => new ShardPolicyOutput(same.Key, same.Count())),
            ],
            [.. problems.Take(MostProblems)]);
    }

    /// <summary>Indices as sbatch takes them: those of one array, with an offset of their own where they are past the usual limit.</summary>
    /// <param name="indices">In order, at least one.</param>
    internal static string ArrayOf(IReadOnlyList<int> indices)
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
