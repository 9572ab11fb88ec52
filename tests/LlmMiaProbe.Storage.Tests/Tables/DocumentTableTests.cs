using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class DocumentTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void Documents_come_back_whole_and_in_order_across_pages()
    {
        var store = _folder.Open();
        var run = store.BeginRun(0);
        RunDocument[] documents =
        [
            .. Enumerable.Range(0, 1500).Select(i => new RunDocument(3 * i, $"é-{i}", (Membership)(i % 3), i % 2 == 0 ? null : $"g{i / 10}", i % 5 == 0 ? """{"a":[1]}""" : null, new DocumentFacts(ContentHash.Of($"{i / 2}"), i / 2, 9 + (i / 2)), Calibrates: i >= 1400)),
        ];
        store.AddDocuments(run, [.. documents.Skip(700).Select(document => (document, (string?)null))]);
        store.AddDocuments(run, [.. documents.Take(700).Select(document => (document, (string?)null))]);
        store.BeginRun(2);
        Assert.Equal(documents, store.ReadDocuments(run));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("nul\0inside")]
    [InlineData("\uFEFFbom, \U0001F600 and \r\n")]
    public void A_text_is_found_by_its_hash_exactly_as_it_was(string text)
    {
        var store = _folder.Open();
        store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, text) with { Id = text, Fields = text, Group = text }, text)]);
        Assert.Equal(text, store.FindText(ContentHash.Of(text)));
        var longer = text + new string('x', 3000);
        store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, longer), longer)]);
        Assert.Equal(longer, store.FindText(ContentHash.Of(longer)));
        Assert.Equal((text, text, text), store.ReadDocuments(1).Select(document => (document.Id, document.Fields ?? "", document.Group ?? "")).Single());
    }

    [Fact]
    public void A_text_that_was_not_kept_is_filled_in_later_and_never_lost()
    {
        var store = _folder.Open();
        var hash = ContentHash.Of("secret");
        store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, "secret"), null)]);
        Assert.Null(store.FindText(hash));
        store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, "secret"), "secret"), (Samples.Document(1, "secret"), null)]);
        Assert.Equal("secret", store.FindText(hash));
        store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, "secret"), null)]);
        Assert.Equal("secret", store.FindText(hash));
        Assert.Null(store.FindText(ContentHash.Of("never seen")));
    }

    [Fact]
    public void A_text_that_is_not_to_be_kept_is_nowhere_in_the_files()
    {
        using (var store = _folder.Open())
        {
            store.AddDocuments(store.BeginRun(0), [(Samples.Document(0, "a most secret text"), null)]);
        }

        Assert.DoesNotContain(_folder.Snapshot(), file => file.Contains(Convert.ToHexString("most secret"u8), StringComparison.Ordinal));
    }

    [Fact]
    public void Defects_come_back_in_the_order_in_which_they_were_added()
    {
        var store = _folder.Open();
        var run = store.BeginRun(0);
        CorpusDefect[] defects = [new("b.jsonl", 9, "no text"), new("a.jsonl", 0, "empty"), new("a.jsonl", 9, "no text")];
        store.AddDefects(run, defects[..2]);
        store.AddDefects(run, defects[2..]);
        store.AddDefects(store.BeginRun(0), defects[..1]);
        Assert.Equal(defects, store.ReadDefects(run));
    }

    [Fact]
    public void A_reset_run_can_be_registered_again_and_leaves_evidence_texts_and_other_runs_alone()
    {
        var store = _folder.Open();
        var (run, other) = (store.BeginRun(3), store.BeginRun(3));
        foreach (var each in (long[])[run, other])
        {
            store.Answer(each, 0);
            store.AddFailure(each, new DocumentFailure(1, "doc-1", "target/plain", "too long"));
            store.AddDefects(each, [new CorpusDefect("a.jsonl", 1, "no text")]);
            store.ReplaceScores(each, [new StoredScore(0, "loss", AttackScore.Of(1))]);
        }

        store.ResetRun(run);

        Assert.Equal((0, 0, 0, 0, 0), Counts(store, run));
        Assert.Equal((3, 1, 1, 1, 1), Counts(store, other));
        Assert.True(store.HasEvidence(Samples.Key(0)));
        store.AddDocuments(run, [(Samples.Document(0), "text 0")]);
        Assert.Equal((1, 0, 0, 0, 0), Counts(store, run));
    }

    [Fact]
    public void A_dropped_run_is_gone_and_leaves_evidence_and_other_runs_alone()
    {
        var store = _folder.Open();
        var (other, run) = (store.BeginRun(3), store.BeginRun(3));
        foreach (var each in (long[])[run, other])
        {
            store.Answer(each, 0);
            store.SetEvaluation(each, "{}");
        }

        store.DropRun(run);

        Assert.Equal([other], store.ListRuns().Select(left => left.Id));
        Assert.Null(store.FindEvaluation(run));
        Assert.Equal((0, 0, 0, 0, 0), Counts(store, run));
        Assert.Equal(3, store.ReadDocuments(other).Count());
        Assert.True(store.HasEvidence(Samples.Key(0)));
    }

    public void Dispose() => _folder.Dispose();

    private static (int Documents, int Answered, int Failures, int Defects, int Scores) Counts(SqliteProbeStore store, long run) => (
        store.ReadDocuments(run).Count(),
        store.ReadEvidence(run).Count(entry => entry.Evidence.Count > 0),
        store.ReadFailures(run).Count,
        store.ReadDefects(run).Count,
        store.ReadScores(run).Count());
}
