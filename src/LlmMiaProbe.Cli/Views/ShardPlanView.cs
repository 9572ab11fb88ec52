using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary>A plan that was made, and what to do with it.</summary>
internal sealed class ShardPlanView(Terminal terminal)
{
    // A shorter task costs more for loading its model; of a longer one more is lost where a scheduler ends it.
    private const double ShortestTask = 600;
    private const double LongestTask = 1800;

    private readonly LabelledLines _lines = new(terminal);

    public void Write(ShardPlanOutput plan)
    {
        _lines.Write("plan", $"{plan.Folder} · {Figures.Count(plan.Tasks, "task")} · {Figures.Count(plan.Documents, "document")}");
        foreach (var model in plan.Models)
        {
            string[] time = model.SecondsPerTask is { } seconds
                ? [$"about {Figures.Duration(seconds)} a task, as timed here"]
                : [];
            _lines.WriteParts(
                model.Role,
                " · ",
                [
                    model.Name,
                    $"{Figures.Count(model.TokensToDecode, "token")} to decode",
                    .. model.TokensToProduce > 0 ? [$"{Figures.Count(model.TokensToProduce, "token")} to produce at most"] : (string[])[],
                    $"about {Figures.Bytes(model.MemoryBytes)} of memory",
                    .. time,
                ]);
        }

        if (plan.Models.Max(model => model.SecondsPerTask) is { } longest && Advice(longest, plan.Tasks) is { } advice)
        {
            _lines.Write("advice", advice);
        }

        // One a line, so that each can be taken as it stands.
        var label = "next";
        foreach (var command in plan.Models.SelectMany(model => model.Submit))
        {
            _lines.WriteLine(label, command);
            label = "";
        }

        _lines.WriteLine(label, $"mia-probe shard status {ShellText.Quote(plan.Folder)}");
        _lines.WriteLine("", plan.Merge);
        _lines.WriteLine("", plan.Finish);
    }

    private static string? Advice(double seconds, int tasks) => seconds switch
    {
        < ShortestTask when tasks > 1 && seconds > 0 =>
            $"tasks of 10 to 30 minutes waste least: --tasks {Math.Max(1, (long)(tasks * seconds / ShortestTask))} makes them that long",
        > LongestTask => "tasks of 10 to 30 minutes lose least where they are ended: "
            + $"--tasks {(long)Math.Ceiling(tasks * seconds / LongestTask)} makes them that long",
        _ => null,
    };
}
