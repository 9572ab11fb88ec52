using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class AttemptTableTests : IDisposable
{
    private static readonly AttemptUse s_use = new(ContentHash.Of("document"), ModelRole.Target, AttemptPurpose.Pool);

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_attempt_comes_back_as_it_was()
    {
        using var store = _folder.Open();
        var run = store.BeginRun(0);
        var request = new GenerationRequest([1, -2, int.MaxValue], 7, new DecodingScheme { Temperature = 0.8, TopK = 40, TopP = 0.95 }, 5, 3);
        var attempt = new Attempt(Samples.Fingerprint, "exact", "given \0 \uFFFD 日本", new Continuation(request, [3, 4], "produced\n", FinishReason.Context), "1.2.3", Samples.Noon);
        store.AddAttempt(run, s_use, attempt);

        foreach (var found in new[] { store.FindAttempt(attempt.Key), Assert.Single(store.ReadAttempts(run)).Attempt })
        {
            Assert.Equal(Describe(attempt), Describe(found ?? throw new InvalidOperationException("not found")));
        }

        Assert.Equal(s_use, Assert.Single(store.ReadAttempts(run)).Use);
        Assert.Null(store.FindAttempt(AttemptKey.Of(Samples.Fingerprint, "fast", request)));
    }

    [Fact]
    public void What_an_endpoint_says_about_an_answer_comes_back()
    {
        using var store = _folder.Open();
        var detail = new AnswerDetail { ReportedModel = "m", SystemFingerprint = "fp", Finish = "length", Refusal = "I cannot", PromptTokens = 3, CompletionTokens = 4, FirstToken = [new("\" A", -0.25)], PromptHash = "00" };
        var sample = Sample(1);
        store.AddAttempt(store.BeginRun(0), s_use, sample with { Outcome = sample.Outcome with { Detail = detail } });
        var found = store.FindAttempt(sample.Key)?.Outcome.Detail ?? throw new InvalidOperationException("not found");
        Assert.Equal(detail.FirstToken, found.FirstToken);
        Assert.Equal(detail with { FirstToken = [] }, found with { FirstToken = [] });
    }

    [Fact]
    public void Uses_are_read_in_order_and_only_those_of_the_run()
    {
        using var store = _folder.Open();
        var (first, second) = (store.BeginRun(0), store.BeginRun(0));
        var order = Enumerable.Range(0, 600).ToArray();
        new Random(1).Shuffle(order);
        foreach (var number in order)
        {
            store.AddAttempt(first, s_use, Sample(number));
        }

        store.AddAttempt(second, s_use with { Document = null }, Sample(5));
        store.AddAttempt(second, s_use with { Document = null }, Sample(5));

        Assert.Equal(order, store.ReadAttempts(first).Select(entry => entry.Attempt.Outcome.Request.Sample));
        var (use, attempt) = Assert.Single(store.ReadAttempts(second));
        Assert.Null(use.Document);
        Assert.Equal(5, attempt.Outcome.Request.Sample);
    }

    [Fact]
    public void What_a_run_made_of_one_document_is_found_in_the_order_of_its_use()
    {
        using var store = _folder.Open(out var session);
        var (first, second) = (store.BeginRun(0), store.BeginRun(0));
        var other = s_use with { Document = ContentHash.Of("other") };
        store.AddAttempt(first, s_use, Sample(2));
        store.AddAttempt(first, other, Sample(1));
        store.AddAttempt(first, s_use with { Purpose = AttemptPurpose.WholeWork }, Sample(1));
        store.AddAttempt(second, s_use, Sample(3));
        store.AddAttempt(first, s_use with { Document = null }, Sample(4));

        store.AddAttempt(first, s_use, Sample(1));
        Assert.Equal([2, 1], store.ReadAttempts(first, ContentHash.Of("document"), AttemptPurpose.Pool).Select(entry => entry.Attempt.Outcome.Request.Sample));
        Assert.Equal(AttemptPurpose.WholeWork, Assert.Single(store.ReadAttempts(first, ContentHash.Of("document"), AttemptPurpose.WholeWork)).Use.Purpose);
        Assert.Equal(Describe(Sample(1)), Describe(Assert.Single(store.ReadAttempts(first, ContentHash.Of("other"), AttemptPurpose.Pool)).Attempt));
        Assert.Empty(store.ReadAttempts(second, ContentHash.Of("other"), AttemptPurpose.Pool));
        var plan = session.Rows("EXPLAIN QUERY PLAN SELECT id FROM attempt_uses WHERE run = 1 AND document = x'00' AND purpose = 'pool'", row => row.GetString(3));
        Assert.Contains("attempt_uses_by_document", Assert.Single(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void What_succeeded_is_kept_once_and_every_failure_by_itself()
    {
        using var store = _folder.Open(out var session);
        var run = store.BeginRun(0);
        var failed = Sample(1) with { Outcome = Continuation.Failed(Sample(1).Outcome.Request, "no") };
        store.AddAttempt(run, s_use, failed);
        store.AddAttempt(run, s_use, failed);
        Assert.Null(store.FindAttempt(failed.Key));
        store.AddAttempt(run, s_use, Sample(1));
        store.AddAttempt(run, s_use, Sample(1) with { ToolVersion = "later" });

        Assert.Equal(3L, session.Scalar("SELECT COUNT(*) FROM attempts"));
        Assert.Equal(1L, session.Scalar("SELECT COUNT(*) FROM prompts"));
        Assert.Equal("0.1.0", store.FindAttempt(failed.Key)?.ToolVersion);
    }

    [Theory]
    [InlineData("UPDATE attempts SET output_text = 'other'", "attempts are never changed")]
    [InlineData("DELETE FROM attempts", "attempts are never deleted")]
    [InlineData("UPDATE prompts SET text = 'other'", "prompts are never changed")]
    [InlineData("DELETE FROM prompts", "prompts are never deleted")]
    [InlineData("UPDATE attempt_uses SET run = 2", "uses of attempts are never changed")]
    [InlineData("DELETE FROM attempt_uses", "uses of attempts are never deleted")]
    public void Nothing_is_changed_or_deleted(string sql, string message)
    {
        using var store = _folder.Open();
        store.AddAttempt(store.BeginRun(0), s_use, Sample(1));
        Assert.Contains(message, Assert.Throws<SqliteException>(() => _folder.Meddle(sql)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forgetting_a_runs_documents_leaves_its_attempts()
    {
        using var store = _folder.Open();
        var run = store.BeginRun(3);
        store.AddAttempt(run, s_use, Sample(1));
        store.ResetRun(run);
        Assert.Single(store.ReadAttempts(run));
    }

    private static Attempt Sample(int number) => new(
        Samples.Fingerprint, "exact", "given", new Continuation(new GenerationRequest([1], 5, DecodingScheme.Full, 0, number), [number], $"output {number}", FinishReason.Length), "0.1.0", Samples.Noon);

    private static string Describe(Attempt attempt) =>
        $"{attempt.Key} {attempt.Model} {attempt.Policy} {attempt.PromptText} {attempt.ToolVersion} {attempt.Made:O} {attempt.Outcome.Text} {attempt.Outcome.Finish} {attempt.Outcome.Failure} "
        + $"{string.Join(',', attempt.Outcome.Tokens)} {string.Join(',', attempt.Outcome.Request.Prompt)} {attempt.Outcome.Request.Scheme} {attempt.Outcome.Request.Seed} {attempt.Outcome.Request.Sample} {attempt.Outcome.Request.MaxTokens}";
}
