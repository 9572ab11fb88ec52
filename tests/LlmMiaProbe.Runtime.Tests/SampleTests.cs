using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Runtime.Tests;

/// <summary>The programs under tests/LlmMiaProbe.Samples.*, as their readers run them.</summary>
[Collection(NativeCollection.Name)]
public sealed partial class SampleTests : IDisposable
{
    private readonly LabCorpus _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Ten_lines_make_a_run_and_say_what_it_found()
    {
        var lines = await RunAsync("LlmMiaProbe.Samples.TenLines", LabCorpus.Target, LabCorpus.Base, _lab.Corpus, _lab.Store);

        Assert.Equal(3, lines.Length);
        using var store = SqliteProbeStore.OpenExisting(_lab.Store);
        var labels = store.ReadDocuments(1).ToDictionary(document => document.Ordinal, document => document.Label);
        var scores = store.ReadScores(1).ToLookup(score => score.Attack, score => (Label: labels[score.Ordinal], score.Score.Value));
        foreach (var (attack, line) in new[] { ("reference-difference", lines[1]), ("loss", lines[2]) })
        {
            // The share of pairs in order (Mann and Whitney 1947).
            var members = scores[attack].Where(score => score.Label == Membership.Member).Select(score => score.Value).ToList();
            var others = scores[attack].Where(score => score.Label == Membership.NonMember).Select(score => score.Value).ToList();
            var auc = members.Average(member => others.Average(other => member > other ? 1 : member == other ? .5 : 0));
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{attack}: AUC {auc:.000}, "), line, StringComparison.Ordinal);
        }

        Assert.Contains(LabCorpus.Documents / 2 + " members", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attack_of_another_assembly_is_listed_documented_and_run()
    {
        var lines = await RunAsync("LlmMiaProbe.Samples.OwnAttack", LabCorpus.Target, _lab.Corpus, _lab.Store);

        Assert.Contains("least-likely: Least likely token, min_t lp_t (min-k (Shi et al. 2024, arXiv 2310.16789) for k so small that one token is left)", lines);
        Assert.Contains(lines, line => line.StartsWith("loss: Loss, (1/N) Σ lp_t", StringComparison.Ordinal));
        using var store = SqliteProbeStore.OpenExisting(_lab.Store);
        var expected = store.ReadEvidence(1).Select(entry => string.Create(
            CultureInfo.InvariantCulture, $"{entry.Document.Id} ({entry.Document.Label}): {entry.Evidence["target/plain"].LogProb.Min():F4}"));
        Assert.Equal(expected, lines.Where(line => Scored().IsMatch(line)));
    }

    private static async Task<string[]> RunAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program was not started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal((0, ""), (process.ExitCode, await error));
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\((Member|NonMember)\): ")]
    private static partial Regex Scored();
}
