using System.Globalization;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Which engine scores faster with a model on this machine.</summary>
/// <param name="model">A GGUF.</param>
/// <param name="chosen">The engine that the settings choose.</param>
/// <param name="threads">Native threads; null for one a core.</param>
/// <param name="run">Starts a process that measures one engine.</param>
internal sealed class BenchCheck(string model, ModelEngine chosen, int? threads, Func<ModelEngine, IReadOnlyList<string>, EngineReport> run) : IDoctorCheck
{
    private const int Rounds = 3;

    // Below this, another machine or another hour may turn it round.
    private const double Notable = 1.3;

    private static readonly ModelEngine[] s_engines = [ModelEngine.LlamaSharp, ModelEngine.LlamaCpp];

    public string Name => "bench";

    public DoctorFinding Run()
    {
        var summary = GgufModel.Open(model).RequireScorable(GgufRelease.Newest);
        string[] words = ["--bench", model, .. threads is { } given ? new[] { "--threads", given.ToString(CultureInfo.InvariantCulture) } : []];
        var rounds = s_engines.ToDictionary(engine => engine, _ => new List<EngineBench>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var engine in s_engines)
            {
                var report = run(engine, words);
                if (report.Bench is not { } bench)
                {
                    return DoctorFinding.Warn(
                        $"{Engines.NameOf(engine)} does not score with {Path.GetFileName(model)}", report.Failure ?? "It gave no reason.");
                }

                rounds[engine].Add(bench);
            }
        }

        var (exact, exactAdvice) = Compare("exact", bench => bench.Exact);
        var (fast, fastAdvice) = Compare("fast", bench => bench.Fast);
        var found = $"{Path.GetFileName(model)}, {summary.Quantization}, tokens a second: {exact}; {fast}";
        string[] advice = [.. new[] { exactAdvice, fastAdvice }.OfType<string>()];
        return advice.Length == 0 ? DoctorFinding.Ok(found) : DoctorFinding.Warn(found, string.Join('\n', advice));

        (string Found, string? Advice) Compare(string numerics, Func<EngineBench, double> rate)
        {
            var medians = s_engines.Select(engine => (Engine: engine, Rate: rounds[engine].Select(rate).Median())).ToList();
            var (best, other) = (medians.MaxBy(entry => entry.Rate), medians.MinBy(entry => entry.Rate));
            var times = best.Rate / other.Rate;
            return (
                $"{numerics} "
                + string.Join(
                    ", ", medians.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{Engines.NameOf(entry.Engine)} {entry.Rate:N0}"))),
                times > Notable && best.Engine != chosen
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Engines.NameOf(best.Engine)} is {times:0.0} times as fast with --numerics {numerics} here: "
                        + $"add --engine {Engines.NameOf(best.Engine)}.")
                    : null);
        }
    }
}
