using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How consistently a model completes a sentence.</summary>
internal sealed class SecretView(string prompt, SecretConsistency result, IReadOnlyList<string> samples)
{
    private const int ShownOthers = 4;

    public void Write(Terminal terminal, IReadOnlyList<RunModel> models, EndpointUsage usage, string next)
    {
        var lines = new LabelledLines(terminal);
        foreach (var (role, model, _) in models.OrderByDescending(model => model.Role.Name, StringComparer.Ordinal))
        {
            lines.WriteParts(role.Name, " · ", ModelLine.Short(model));
        }

        lines.Write("given", Names.Of(prompt));
        lines.Write(
            "produced",
            $"\"{Names.Of(result.Mode)}\" in {Figures.Count(result.Count)} of {Figures.Count(result.Samples)} completions: "
            + $"{Figures.Percent(result.Share)} (95% interval {Figures.Percent(result.Interval.Low)} – {Figures.Percent(result.Interval.High)})");
        lines.Write("reference", result.Excess is { } excess
            ? $"{Figures.Count(result.ReferenceCount ?? 0)} of {Figures.Count(result.ReferenceSamples ?? 0)} completions of the reference model are the same; "
                + $"the target is {Figures.Percent(Math.Abs(excess))} {(excess < 0 ? "below" : "beyond")} it"
            : "none was given: add --reference FILE, since a string that every model names says nothing");
        lines.Write("common", result.IsCommon ? "on the list of common passwords: consistency about it says nothing" : "not on the list of common passwords");
        var others = samples.Where(sample => sample != result.Mode).CountBy(sample => sample)
            .OrderByDescending(other => other.Value).ThenBy(other => other.Key, StringComparer.Ordinal).ToList();
        lines.Write("others", others.Count == 0
            ? "none"
            : $"{Figures.Count(others.Count)} different: "
                + $"{string.Join(", ", others.Take(ShownOthers).Select(other => $"\"{Names.Of(other.Key)}\" {Figures.Count(other.Value)}"))}"
                + $"{(others.Count > ShownOthers ? ", …" : "")}");
        EndpointView.Write(lines, usage);
        lines.WriteLine("next", next);
    }
}
