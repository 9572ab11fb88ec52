using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What a run would ask of its models.</summary>
internal static class PassView
{
    /// <summary>What an extraction scores.</summary>
    public const string Windows = "window";

    /// <param name="terminal">Receives the lines.</param>
    /// <param name="passes">One a model.</param>
    /// <param name="noun">What is scored, such as <c>text</c>.</param>
    /// <param name="seconds">What it would take; null if that is not known.</param>
    /// <param name="pools">One a model that continues texts and kind of sample pool.</param>
    public static void Write(Terminal terminal, IReadOnlyList<PlannedPass> passes, string noun, double? seconds, IReadOnlyList<PlannedGeneration>? pools = null)
    {
        var lines = new LabelledLines(terminal);
        foreach (var pass in passes.Where(pass => !pass.Role.IsShadow))
        {
            terminal.Output.WriteLine();
            lines.WriteParts(pass.Role.Name, " · ", ModelLine.Short(pass.Model));
            lines.WriteParts("", " · ", Texts([pass], noun, pass.Requests));
            lines.WriteParts("", " · ", Cost([pass]));
            if (pass.Pace is { } pace)
            {
                lines.Write(
                    "",
                    $"about {Figures.Duration(pass.Seconds ?? 0)} at {Figures.Count((long)Math.Round(pace.TokensPerSecond))} tokens a second, "
                    + $"as timed just now on {Figures.Count(pace.Texts, "document")}");
            }
        }

        if (passes.Where(pass => pass.Role.IsShadow).ToList() is { Count: > 0 } shadows)
        {
            terminal.Output.WriteLine();
            lines.WriteParts(
                "shadows",
                " · ",
                [Figures.Count(shadows.Count, "model"), .. Texts(shadows, noun, shadows[0].Requests), .. Cost(shadows), "--output json names each"]);
        }

        foreach (var planned in pools ?? [])
        {
            var (role, model, _, requests, cost) = planned;
            terminal.Output.WriteLine();
            lines.WriteParts(role.Name, " · ", ModelLine.Short(model));
            lines.WriteParts(
                "",
                " · ",
                [
                    $"{Figures.Count(cost.Attempts + cost.Cached, "continuation")} ({requests})",
                    $"{Figures.Count(cost.Cached)} cached",
                    $"{Figures.Count(cost.TooShort)} documents too short",
                ]);
            lines.WriteParts(
                "",
                " · ",
                [$"{Figures.Count(cost.PromptTokens, "token")} to decode", $"{Figures.Count(cost.ProducedTokens, "token")} to produce at most, one by one"]);
            if (planned.Pace is { } pace)
            {
                lines.Write(
                    "",
                    $"at most about {Figures.Duration(planned.Seconds ?? 0)} at {Figures.Count((long)Math.Round(pace.TokensPerSecond))} tokens a second, "
                    + "as timed just now");
            }
        }

        terminal.Output.WriteLine();
        string[] produced = pools is { Count: > 0 } ? [$"{Figures.Count(pools.Sum(pool => pool.Cost.ProducedTokens), "token")} to produce at most"] : [];
        string[] memory = passes.Any(pass => !pass.Model.HasNoFile) ? [$"about {Figures.Bytes(passes.Max(pass => pass.Memory))} of memory at the peak"] : [];
        lines.WriteParts("total", " · ",
            [
                $"{Figures.Count(passes.Sum(pass => pass.TokensToDecode) + (pools?.Sum(pool => pool.Cost.PromptTokens) ?? 0), "token")} to decode",
                .. produced,
                .. memory,
                .. seconds is { } needed ? [$"about {Figures.Duration(needed)}"] : (string[])[],
                "nothing was kept",
            ]);
    }

    private static string[] Texts(IReadOnlyList<PlannedPass> passes, string noun, string requests) =>
    [
        $"{Figures.Count(passes.Sum(pass => pass.Texts), noun)} ({requests})",
        $"{Figures.Count(passes.Sum(pass => pass.Cached))} cached",
        $"{Figures.Count(passes.Sum(pass => pass.Unscorable))} cannot be scored",
    ];

    // Models are in memory one after another.
    private static string[] Cost(IReadOnlyList<PlannedPass> passes) => passes.All(pass => pass.Model.IsHosted)
        ? [Figures.Count(passes.Sum(pass => pass.ForwardPasses), "request"), $"about {Figures.Count(passes.Sum(pass => pass.TokensToDecode), "token")}"]
        :
        [
            $"{Figures.Count(passes.Sum(pass => pass.ForwardPasses))} forward {(passes.Sum(pass => pass.ForwardPasses) == 1 ? "pass" : "passes")}",
            $"{Figures.Count(passes.Sum(pass => pass.TokensToDecode), "token")} to decode",
            $"about {Figures.Bytes(passes.Max(pass => pass.Memory))} of memory",
        ];
}
