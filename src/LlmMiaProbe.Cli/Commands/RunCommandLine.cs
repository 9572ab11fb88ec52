using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The command that reproduces a run, with everything spelled out that can change a number and is not a default.</summary>
internal static class RunCommandLine
{
    public static string Of(RunSettings run) => run.Command ?? string.Concat([
        "mia-probe run",
        Models(run),
        Option("--frequencies", run.Frequencies),
        .. run.Corpora.Select(corpus => Option(corpus.Label switch { Membership.Member => "--members", Membership.NonMember => "--non-members", _ => "--corpus" }, corpus.Path)),
        .. run.Calibration.Select(corpus => Option("--calibration", corpus.Path)),
        .. run.Shots.Select(corpus => Option("--shots", corpus.Path)),
        .. run.MemberShots.Select(corpus => Option("--member-shots", corpus.Path)),
        Option("--attacks", run.Attacks.Count == 0 ? null : string.Join(',', run.Attacks)),
        Option("--mondrian", run.Mondrian == Mondrian.None ? null : Word(run.Mondrian)),
        Option("--fdr", run.FalseDiscoveryRate),
        Option("--limit", run.Limit),
        Option("--resamples", run.Resamples),
        run.Strict ? " --strict" : "",
        run.KeepText ? "" : " --no-text",
        Engine(run),
    ]);

    public static string Models(RunSettings run) => Option("--model", run.Model) + Option("--reference", run.Reference);

    /// <summary>Seed and how the models are evaluated.</summary>
    public static string Engine(RunSettings run) => string.Concat(
        Option("--seed", run.Seed),
        Option("--numerics", run.Numerics == NumericPolicy.Exact ? null : Word(run.Numerics)),
        Option("--bos", run.Bos == BosPolicy.Auto ? null : Word(run.Bos)),
        Option("--context-length", run.ContextLength),
        Option("--threads", run.Threads),
        run.WidenWeights ? "" : " --no-widen",
        Option("--gpu-layers", run.GpuLayers == 0 ? null : run.GpuLayers));

    public static string Option(string name, object? value) => value is null
        ? ""
        : $" {name} {ShellText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
