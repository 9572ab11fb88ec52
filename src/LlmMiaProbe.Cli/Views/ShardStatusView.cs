using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How far the tasks of a plan are.</summary>
internal sealed class ShardStatusView(Terminal terminal)
{
    private readonly LabelledLines _lines = new(terminal);

    /// <summary>What is known of the difference of machines.</summary>
    public static string Sentence(ShardCalibrationOutput? calibration) => calibration is null
        ? "not measured; 'mia-probe shard run PLAN --calibrate' on each kind of machine does"
        : calibration.LargestDifference is not { } largest
            ? $"one kind of machine so far ({string.Join("; and ", calibration.Policies)})"
            : $"log-probabilities of {Figures.Count(calibration.Policies.Count)} kinds of machine differ by {Figures.PValue(largest)} nats at most "
                + $"({Figures.Count(calibration.Tokens, "token")} of {Figures.Count(calibration.Texts, "text")})";

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

            if (model.Calibration is not null || model.Policies.Count > 1)
            {
                _lines.Write("calibrated", $"{model.Role}: {Sentence(model.Calibration)}");
            }
        }

        terminal.Output.WriteLine();
        var label = "next";
        foreach (var command in status.Models.SelectMany(model => model.Submit))
        {
            _lines.WriteLine(label, command);
            label = "";
        }

        _lines.WriteLine(label, status.Merge);
        _lines.WriteLine("", status.Finish);
    }
}
