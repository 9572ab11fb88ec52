using System.Globalization;
using System.Text.RegularExpressions;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>The command that repeats a run, for a POSIX shell.</summary>
internal static partial class RunCommandLine
{
    private static readonly RunSettings s_defaults = new() { Model = "", Corpora = [], Attacks = [] };

    public static string Of(RunSettings run) => string.Join(" \\\n  ", Parts(run).Select(part => string.Join(' ', part.Select(Quote))).Prepend("mia-probe run"));

    private static IEnumerable<IReadOnlyList<string>> Parts(RunSettings run)
    {
        yield return ["--model", run.Model];
        foreach (var (option, value) in new[] { ("--reference", run.Reference), ("--frequencies", run.Frequencies) })
        {
            if (value is not null)
            {
                yield return [option, value];
            }
        }

        foreach (var (option, sources) in new[]
        {
            ("--corpus", run.Corpora.Where(corpus => corpus.Label is null)),
            ("--members", run.Corpora.Where(corpus => corpus.Label == Membership.Member)),
            ("--non-members", run.Corpora.Where(corpus => corpus.Label == Membership.NonMember)),
            ("--calibration", run.Calibration),
            ("--shots", run.Shots),
            ("--member-shots", run.MemberShots),
        })
        {
            if (sources.Any())
            {
                yield return [option, .. sources.Select(source => source.Path)];
            }
        }

        yield return ["--attacks", string.Join(',', run.Attacks)];
        foreach (var (option, value, isDefault) in new (string, object?, bool)[]
        {
            ("--mondrian", run.Mondrian.ToString().ToLowerInvariant(), run.Mondrian == Mondrian.None),
            ("--fdr", run.FalseDiscoveryRate, run.FalseDiscoveryRate.Equals(s_defaults.FalseDiscoveryRate)),
            ("--limit", run.Limit, run.Limit is null),
            ("--seed", run.Seed, false),
            ("--resamples", run.Resamples, run.Resamples == s_defaults.Resamples),
            ("--numerics", run.Numerics.ToString().ToLowerInvariant(), false),
            ("--bos", run.Bos.ToString().ToLowerInvariant(), run.Bos == BosPolicy.Auto),
            ("--context-length", run.ContextLength, run.ContextLength is null),
            ("--threads", run.Threads, run.Threads is null),
            ("--gpu-layers", run.GpuLayers, run.GpuLayers == 0),
        })
        {
            if (!isDefault)
            {
                yield return [option, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""];
            }
        }

        foreach (var (option, isOn) in new[] { ("--strict", run.Strict), ("--no-text", !run.KeepText), ("--no-widen", !run.WidenWeights) })
        {
            if (isOn)
            {
                yield return [option];
            }
        }
    }

    private static string Quote(string word) =>
        word.Length > 0 && !NeedsQuotes().IsMatch(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"[^\w./:=@%+,-]")]
    private static partial Regex NeedsQuotes();
}
