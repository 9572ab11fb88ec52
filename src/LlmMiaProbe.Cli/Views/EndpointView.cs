using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What an endpoint was found to return, and what was asked of it.</summary>
internal sealed class EndpointView(Terminal terminal, int labelWidth = LabelledLines.DefaultWidth)
{
    private readonly LabelledLines _lines = new(terminal, labelWidth);

    public void Write(HostedModel model)
    {
        var found = model.Capability;
        _lines.WriteParts(
            "endpoint",
            " · ",
            [
                model.Settings.Url.ToString(),
                .. found.Server is { } server ? [server] : Array.Empty<string>(),
                $"answers as {found.ReportedModel}",
                AccessText(found.Access),
            ]);
        if (model.Settings.Replicas is { } replicas)
        {
            _lines.Write("", $"shared with {string.Join(", ", replicas)}, which {(replicas.Count == 1 ? "answers" : "answer")} alike");
        }

        if ((model.Identity?.Short ?? model.Fingerprint?[..Math.Min(12, model.Fingerprint.Length)]) is { } identity)
        {
            var name = model.Settings.IdentityName is { } shared ? $" (shared as {shared})" : "";
            _lines.Write("", $"identity {identity}…{name}, by its answers to fixed texts");
        }

        _lines.Write("", found.PromptRoute is { } route
            ? $"given text is scored by {route}: log-probabilities{ColumnText(found.Columns)}; BOS {(found.AddsBos ? "first" : "none")}"
            : "given text is not scored");
        _lines.Write(
            "",
            $"generated tokens: {TopText(found.HasCompletions, found.CompletionTopLogProbs, "completions")}; "
            + $"{TopText(found.HasChat, found.ChatTopLogProbs, "chat")}{TemperatureText(found.FollowsTemperature)}{SeedText(found.RepeatsSeeds)}");
        _lines.Write("", model.TokenCounts);
        if (found.NoiseFloor is { } noise)
        {
            _lines.Write("", FormattableString.Invariant($"the same request twice: at most {noise:0.######} nats apart; {RoundingText(found.RoundingStep)}"));
        }
        else if (found.RoundingStep is not null)
        {
            _lines.Write("", RoundingText(found.RoundingStep));
        }

        if (model.Inspection is { Requests: > 0 } asked)
        {
            var tokens = Figures.Count(asked.PromptTokens + asked.CompletionTokens, "token");
            _lines.Write("", $"{Figures.Count(asked.Requests, "request")} to find this out, {tokens}");
        }

        foreach (var finding in found.Findings)
        {
            _lines.Write("", finding);
        }
    }

    /// <summary>What was asked of endpoints; nothing if nothing was.</summary>
    public static void Write(LabelledLines lines, EndpointUsage usage)
    {
        if (usage.Requests > 0)
        {
            lines.WriteParts("asked", " · ", Parts(usage));
        }
    }

    public static string AccessText(AccessLevel access) => access switch
    {
        AccessLevel.FullDistribution => "whole distributions",
        AccessLevel.PromptLogProbs => "log-probabilities of given text",
        AccessLevel.GeneratedLogProbs => "log-probabilities of generated tokens only",
        _ => "text only",
    };

    private static IEnumerable<string> Parts(EndpointUsage usage) =>
    [
        Figures.Count(usage.Requests, "request"),
        .. usage.Retries > 0 ? [$"{Figures.Count(usage.Retries)} of them repeated"] : Array.Empty<string>(),
        .. usage.RateLimited > 0 ? [$"{Figures.Count(usage.RateLimited)} answered with 429"] : Array.Empty<string>(),
        .. usage.Failed > 0 ? [$"{Figures.Count(usage.Failed)} without a usable answer"] : Array.Empty<string>(),
        $"{Figures.Count(usage.PromptTokens, "token")} given",
        $"{Figures.Count(usage.CompletionTokens)} produced",
    ];

    private static string ColumnText(ScoreColumns columns) =>
        (columns.HasFlag(ScoreColumns.Rank) ? ", ranks" : "") + (columns.HasFlag(ScoreColumns.Top1) ? ", the likeliest token" : "");

    private static string TopText(bool isThere, int top, string route) => (isThere, top) switch
    {
        (false, _) => $"no {route}",
        (true, 0) => $"{route} without log-probabilities",
        _ => $"{route} with {Figures.Count(top, "alternative")}",
    };

    private static string RoundingText(double? step) =>
        step is { } value ? FormattableString.Invariant($"rounded to multiples of {value} nats") : "no rounding found";

    private static string TemperatureText(bool? follows) => follows switch
    {
        true => "; log-probabilities follow the temperature",
        false => "; log-probabilities are the model's own at any temperature",
        null => "",
    };

    private static string SeedText(bool? repeats) => repeats switch
    {
        true => "; seeds repeat",
        false => "; seeds do not repeat",
        null => "",
    };
}
