using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How far the tasks of a plan are.</summary>
internal sealed class ShardStatusView(Terminal terminal)
{
    private readonly LabelledLines _lines = new(terminal);

    public void Write(ShardStatusOutput status)
    {
        var table = Tables.Of(false, true, true, true, true, true, true, true);
        table.Add("model", "done", "running", "failed", "left", "failed texts", "tokens/s", "rest");
        foreach (var model in status.Models)
        {
            table.Add(
                model.Role,
                $"{Figures.Count(model.Done)}/{Figures.Count(status.Tasks)}",
                Figures.Count(model.Running),
                Figures.Count(model.Failed),
                Figures.Count(model.Left),
                Figures.Count(model.FailedTexts),
                model.TokensPerSecond is { } pace ? Figures.Count((long)Math.Round(pace)) : "",
                model.SecondsLeft is > 0 and var seconds ? Figures.Duration(seconds) : "");
        }

        table.Write(terminal.Output);
        foreach (var model in status.Models)
        {
            foreach (var problem in model.Problems)
            {
                _lines.Write("failed", $"task {Figures.Count(problem.Task)} ({model.Role}): {problem.Reason}");
            }

            if (model.Policies.Count > 1)
            {
                _lines.Write(
                    "numerics",
                    $"{model.Role} was evaluated in {Figures.Count(model.Policies.Count)} ways, whose answers may differ in their last digits: "
                    + string.Join("; and ", model.Policies.Select(policy => $"{Figures.Count(policy.Tasks, "task")} by {policy.Policy}")));
            }
        }

        terminal.Output.WriteLine();
        var label = "next";
        foreach (var model in status.Models.Where(model => model.Missing is not null))
        {
            _lines.WriteLine(label, $"sbatch --array={model.Missing} {ShellText.Quote(Path.Combine(status.Folder, $"array-{model.Role}.sbatch"))}");
            label = "";
        }

        _lines.WriteLine(label, status.Merge);
        _lines.WriteLine("", status.Finish);
    }
}
