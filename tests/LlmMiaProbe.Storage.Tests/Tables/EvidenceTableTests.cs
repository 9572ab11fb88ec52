using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class EvidenceTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_failure_is_kept_until_there_is_an_answer_and_the_last_one_counts()
    {
        using var store = _folder.Open(out var session);
        var failed = new Evidence.FailedEvidence(Samples.Fingerprint, "exact", "out of memory", Samples.Noon);
        store.AddFailedEvidence(Samples.Key(1), failed with { Reason = "timeout" });
        store.AddFailedEvidence(Samples.Key(1), failed);
        Assert.Equal(failed, store.FindFailedEvidence(Samples.Key(1)));
        Assert.False(store.HasEvidence(Samples.Key(1)));
        store.AddNoAnswer(Samples.Key(1), Samples.Fingerprint, "exact", "none");
        Assert.Null(store.FindFailedEvidence(Samples.Key(1)));
        store.AddFailedEvidence(Samples.Key(1), failed);
        Assert.Null(store.FindFailedEvidence(Samples.Key(1)));
        Assert.Equal("none", store.FindNoAnswer(Samples.Key(1)));
        Assert.Equal(0L, session.Integer("SELECT COUNT(*) FROM evidence_failures"));
    }

    [Fact]
    public void A_policy_that_was_altered_no_longer_fits_the_scores()
    {
        using (var store = _folder.Open())
        {
            store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact; ctx=512", Samples.Scores(1));
            store.AddEvidence(Samples.Key(2), Samples.Fingerprint, "exact; ctx=512", Samples.Scores(2));
            store.AddEvidence(Samples.Key(3), Samples.Fingerprint, "fast", Samples.Scores(3));
            Assert.Equal(
                [new Evidence.EvidencePolicy("exact; ctx=512", 2), new Evidence.EvidencePolicy("fast", 1)], store.ReadPolicies(Samples.Fingerprint));
        }

        _folder.Meddle("UPDATE evidence SET policy = (SELECT id FROM names WHERE text = 'fast')");
        using var altered = _folder.Open();
        Assert.Equal(2, altered.Check().Problems.Count);
        var error = Assert.Throws<PrerequisiteException>(() => altered.FindEvidence(Samples.Key(1)));
        Assert.Contains("its policy or its key", error.Message, StringComparison.Ordinal);
        Assert.NotNull(altered.FindEvidence(Samples.Key(3)));
    }

    [Fact]
    public void Evidence_is_found_by_its_key_only()
    {
        var store = _folder.Open();
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1));
        Assert.True(store.HasEvidence(Samples.Key(1)));
        Assert.Equal(1, store.FindEvidence(Samples.Key(1))?.Tokens.Single());
        Assert.False(store.HasEvidence(Samples.Key(2)));
        Assert.Null(store.FindEvidence(Samples.Key(2)));
    }

    [Fact]
    public void Evidence_that_is_there_is_left_as_it_is()
    {
        var store = _folder.Open();
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1));
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(2));
        Assert.Equal(1, store.FindEvidence(Samples.Key(1))?.Tokens.Single());
    }

    [Fact]
    public void Documents_come_in_order_with_the_evidence_that_was_linked_also_across_pages()
    {
        var store = _folder.Open();
        var run = store.BeginRun(200);
        for (var i = 0; i < 200; i++)
        {
            store.AddEvidence(Samples.Key(i), Samples.Fingerprint, "exact", Samples.Scores(i));
        }

        // Document i: target i, and for every third also reference i / 2; document 77 has none.
        store.LinkEvidence(run, [.. Enumerable.Range(0, 200).Reverse().Where(i => i != 77).Select(i => ((long)i, "target/plain", Samples.Key(i)))]);
        store.LinkEvidence(run, [.. Enumerable.Range(0, 200).Where(i => i % 3 == 0).Select(i => ((long)i, "reference/plain", Samples.Key(i / 2)))]);

        var entries = store.ReadEvidence(run).ToList();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => Samples.Document(i)), entries.Select(entry => entry.Document));
        Assert.All(entries, (entry, i) =>
        {
            Assert.Equal(i == 77 ? [] : i % 3 == 0 ? ["reference/plain", "target/plain"] : ["target/plain"], entry.Evidence.Keys.Order(StringComparer.Ordinal));
            Assert.All(entry.Evidence, named => Assert.Equal([named.Key == "target/plain" ? i : i / 2], named.Value.Tokens));
        });
    }

    [Fact]
    public void Evidence_is_shared_by_runs_and_a_link_can_be_moved()
    {
        var store = _folder.Open();
        var (first, second) = (store.BeginRun(1), store.BeginRun(1));
        store.Answer(first, 0);
        store.LinkEvidence(second, [(0, "target/plain", Samples.Key(0))]);
        store.AddEvidence(Samples.Key(5), Samples.Fingerprint, "exact", Samples.Scores(5));
        store.LinkEvidence(second, [(0, "target/plain", Samples.Key(5))]);
        Assert.Equal([0], store.ReadEvidence(first).Single().Evidence["target/plain"].Tokens);
        Assert.Equal([5], store.ReadEvidence(second).Single().Evidence["target/plain"].Tokens);
    }

    [Fact]
    public void Damaged_evidence_names_the_store_and_the_key()
    {
        var store = _folder.Open(out var session);
        var run = store.BeginRun(1);
        store.Answer(run, 0);
        session.Execute("UPDATE evidence SET payload = CAST(substr(payload, 1, length(payload) - 2) || x'DEAD' AS BLOB)");
        var expected = $"evidence {Samples.Key(0)} in the store {_folder.StorePath} cannot be used (its checksum does not match): restore the store from a copy, or score again into a new one with --store";
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => store.FindEvidence(Samples.Key(0))).Message);
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => store.ReadEvidence(run).Count()).Message);
    }

    [Fact]
    public void Failures_come_in_order_of_ordinal_and_request_and_the_last_reason_counts()
    {
        var store = _folder.Open();
        var run = store.BeginRun(12);
        DocumentFailure[] failures = [new(2, "doc-2", "reference/plain", "b"), new(2, "doc-2", "target/plain", "a"), new(11, "doc-11", "target/plain", "c")];
        store.AddFailure(run, failures[2]);
        store.AddFailure(run, failures[1] with { Reason = "earlier" });
        store.AddFailure(run, failures[1]);
        store.AddFailure(run, failures[0]);
        Assert.Equal(failures, store.ReadFailures(run));
    }

    [Fact]
    public void A_request_that_succeeds_in_the_end_is_no_failure()
    {
        var store = _folder.Open();
        var run = store.BeginRun(2);
        store.AddFailure(run, new DocumentFailure(0, "doc-0", "target/plain", "out of memory"));
        store.AddFailure(run, new DocumentFailure(0, "doc-0", "reference/plain", "out of memory"));
        store.AddFailure(run, new DocumentFailure(1, "doc-1", "target/plain", "out of memory"));
        store.Answer(run, 0);
        Assert.Equal([(0L, "reference/plain"), (1L, "target/plain")], store.ReadFailures(run).Select(failure => (failure.Ordinal, failure.Request)));
    }

    public void Dispose() => _folder.Dispose();
}
