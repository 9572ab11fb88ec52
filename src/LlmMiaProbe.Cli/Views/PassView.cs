using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What a run would ask of its models.</summary>
internal static class PassView
{
    /// <param name="terminal">Receives the lines.</param>
    /// <param name="passes">One a model.</param>
    /// <param name="noun">What is scored, such as <c>text</c>.</param>
    public static void Write(Terminal terminal, IReadOnlyList<PlannedPass> passes, string noun)
    {
        var lines = new LabelledLines(terminal);
        foreach (var pass in passes)
        {
            terminal.Output.WriteLine();
            lines.WriteParts(pass.Role.Name, " · ", [pass.Model.Name, Figures.Parameters(pass.Model.ParameterCount), pass.Model.Quantization, $"sha256 {pass.Model.Fingerprint.Short}…"]);
            lines.WriteParts("", " · ", [$"{Figures.Count(pass.Texts, noun)} ({pass.Requests})", $"{Figures.Count(pass.Cached)} cached", $"{Figures.Count(pass.Unscorable)} cannot be scored"]);
            lines.WriteParts("", " · ",
            [
                $"{Figures.Count(pass.ForwardPasses)} forward {(pass.ForwardPasses == 1 ? "pass" : "passes")}",
                $"{Figures.Count(pass.TokensToDecode, "token")} to decode",
                $"about {Figures.Bytes(pass.Memory)} of memory",
            ]);
        }

        terminal.Output.WriteLine();
        lines.WriteParts("total", " · ",
            [$"{Figures.Count(passes.Sum(pass => pass.TokensToDecode), "token")} to decode", $"about {Figures.Bytes(passes.Max(pass => pass.Memory))} of memory at the peak", "nothing was scored"]);
    }

    public static JsonArray ToJson(IReadOnlyList<PlannedPass> passes) => new([.. passes.Select(pass => new JsonObject
    {
        ["role"] = pass.Role.Name,
        ["model"] = pass.Model.Name,
        ["fingerprint"] = pass.Model.Fingerprint.Value,
        ["texts"] = pass.Texts,
        ["cached"] = pass.Cached,
        ["unscorable"] = pass.Unscorable,
        ["forwardPasses"] = pass.ForwardPasses,
        ["tokensToDecode"] = pass.TokensToDecode,
        ["memoryBytes"] = pass.Memory,
    })]);
}
