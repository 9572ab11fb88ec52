using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class WindowTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Windows_come_in_order_of_their_starts_with_their_evidence_also_across_pages()
    {
        var store = _folder.Open();
        var run = store.BeginRun(2);
        for (var i = 0; i < 10; i++)
        {
            store.AddEvidence(Samples.Key(i), Samples.Fingerprint, "exact", Samples.Scores(i));
        }

        // Two requests a start, the second with another suffix; linked backwards.
        var links = Enumerable.Range(0, 700).Reverse().SelectMany(i => new[]
        {
            new WindowLink(1, "target/window", new WindowPlace(i, i + 5, i + 9), Samples.Key(i % 10)),
            new WindowLink(1, "reference/window", new WindowPlace(i, i + 4, i + 7), Samples.Key((i + 1) % 10)),
        }).ToList();
        store.LinkWindows(run, links);

        var read = store.ReadWindows(run, 1).ToList();
        Assert.Equal(Enumerable.Range(0, 1400).Select(i => i / 2), read.Select(window => window.Place.Start));
        Assert.Equal(
            links.OrderBy(link => link.Place.Start).ThenBy(link => link.Request, StringComparer.Ordinal).Select(link => (link.Request, link.Place, link.Key)),
            read.OrderBy(window => window.Place.Start).ThenBy(window => window.Request, StringComparer.Ordinal).Select(window => (window.Request, window.Place, Samples.Key(window.Scores.Tokens[0]))));
        Assert.Empty(store.ReadWindows(run, 0));
    }

    [Fact]
    public void A_window_that_is_linked_again_has_its_last_evidence()
    {
        var store = _folder.Open();
        var run = store.BeginRun(1);
        foreach (var i in new[] { 1, 2 })
        {
            store.AddEvidence(Samples.Key(i), Samples.Fingerprint, "exact", Samples.Scores(i));
            store.LinkWindows(run, [new WindowLink(0, "target/window", new WindowPlace(0, 1, 2), Samples.Key(i))]);
        }

        Assert.Equal([2], Assert.Single(store.ReadWindows(run, 0)).Scores.Tokens);
    }

    [Fact]
    public void A_link_to_what_is_not_there_changes_nothing()
    {
        var store = _folder.Open();
        var run = store.BeginRun(1);
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1));
        Assert.Throws<ArgumentException>(() => store.LinkWindows(run,
        [
            new WindowLink(0, "target/window", new WindowPlace(0, 1, 2), Samples.Key(1)),
            new WindowLink(0, "target/window", new WindowPlace(1, 2, 3), Samples.Key(9)),
        ]));
        Assert.Empty(store.ReadWindows(run, 0));
    }

    [Fact]
    public void Resetting_a_run_forgets_its_windows_and_keeps_the_evidence()
    {
        var store = _folder.Open();
        var run = store.BeginRun(1);
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1));
        store.LinkWindows(run, [new WindowLink(0, "target/window", new WindowPlace(0, 1, 2), Samples.Key(1))]);
        store.ResetRun(run);
        Assert.Empty(store.ReadWindows(run, 0));
        Assert.True(store.HasEvidence(Samples.Key(1)));
    }

    [Fact]
    public void A_token_that_cannot_be_drawn_keeps_its_infinity()
    {
        var store = _folder.Open();
        var run = store.BeginRun(1);
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", new TokenScores([1, 2], [float.NegativeInfinity, -1], [9, 1], [7, 2], [0, -1], [0, 0], [0, 0], null));
        store.LinkWindows(run, [new WindowLink(0, "target/window(greedy)", new WindowPlace(0, 1, 2), Samples.Key(1))]);
        Assert.Equal([float.NegativeInfinity, -1], Assert.Single(store.ReadWindows(run, 0)).Scores.LogProb);
    }

    [Fact]
    public void Windows_without_an_answer_are_counted_by_their_reason_and_asked_for_no_more()
    {
        var store = _folder.Open();
        var run = store.BeginRun(2);
        string[] reasons = ["it splits the suffix", "it splits the suffix", "it counts 12 tokens"];
        for (var i = 0; i < reasons.Length; i++)
        {
            store.AddNoAnswer(Samples.Key(i), Samples.Fingerprint, "exact", reasons[i]);
            store.LinkWindows(run, [new WindowLink(0, "target/window", new WindowPlace(i, i + 1, i + 2), Samples.Key(i))]);
        }

        store.AddEvidence(Samples.Key(7), Samples.Fingerprint, "exact", Samples.Scores(7));
        store.LinkWindows(run, [new WindowLink(0, "target/window", new WindowPlace(7, 8, 9), Samples.Key(7))]);
        Assert.Equal([new UnmeasuredWindows("target/window", "it counts 12 tokens", 1), new UnmeasuredWindows("target/window", "it splits the suffix", 2)], store.ReadUnmeasured(run, 0));
        Assert.Equal(7, Assert.Single(store.ReadWindows(run, 0)).Place.Start);
        Assert.Empty(store.ReadUnmeasured(run, 1));
        Assert.True(store.HasEvidence(Samples.Key(0)));
        Assert.Equal(("it splits the suffix", null, null), (store.FindNoAnswer(Samples.Key(0)), store.FindNoAnswer(Samples.Key(7)), store.FindEvidence(Samples.Key(0))));
    }

    [Fact]
    public void The_settings_of_an_extraction_come_back()
    {
        var store = _folder.Open();
        var extraction = new ExtractionSettings { PrefixTokens = 10, Sample = 3, ShuffledPrefix = true, Schemes = [new Decoding.DecodingScheme { Temperature = 0.8, TopK = 40, TopP = 0.9 }] };
        var run = store.BeginRun(Samples.Settings with { Attacks = [], Task = new ExtractionTask(extraction) }, "0.1.0", Samples.Noon);
        var read = store.FindRun(run)?.Settings.Extraction;
        Assert.Equal((10, 50, 10, (int?)3, true), (read?.PrefixTokens, read?.SuffixTokens, read?.StrideCharacters, read?.Sample, read?.ShuffledPrefix));
        Assert.Equal(extraction.Schemes, read?.Schemes);
    }
}
