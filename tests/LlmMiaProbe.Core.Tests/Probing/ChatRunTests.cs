using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>Runs over conversations; without a template, so that what is scored can be seen in the contents.</summary>
public sealed class ChatRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteProbeStore store;
    private readonly ScriptedModelProvider models = new(new ScriptedModel("target") { ContextLength = 4096 }, new ScriptedModel("reference") { ContextLength = 4096 });

    public ChatRunTests() => store = SqliteProbeStore.Open($"{folder.Path}/probe.db");

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Only_what_the_assistant_says_is_scored_after_all_that_precedes_it()
    {
        var run = await RunAsync(["loss", "zlib", "lowercase", "reference-difference"], Talk("a", "Who?", "Me it is.", "And he?", "He is not."));
        var (document, evidence) = Assert.Single(store.ReadEvidence(run));
        Assert.Equal("Me it is.He is not.", Spelled(evidence["target/plain"].Tokens));
        Assert.Equal("me it is.he is not.", Spelled(evidence["target/lowercase"].Tokens));
        Assert.Equal(("c5 s9 c9 s10", 19), (document.Facts.Mask, document.Facts.ByteLength));

        using var scorer = (ScriptedScorer)models.Open(ModelRole.Target, Settings([]));
        var whole = Score(scorer, scorer.Prepare("Who?\nMe it is.\nAnd he?\nHe is not."));
        Assert.Equal([.. whole.LogProb[5..14], .. whole.LogProb[23..33]], evidence["target/plain"].LogProb);
        Assert.Equal(whole.Entropy[5..14], evidence["target/plain"].Entropy[..9]);
        Assert.Equal(evidence["target/plain"].MeanLogProb, store.ReadScores(run).Single(score => score.Attack == "loss").Score.Value ?? 0, 1e-12);
        Assert.Equal((1L, 2L, "none", ChatUnit.Record), StoredEvaluation.Find(store, run)?.Chat is { } chat ? (chat.Records, chat.Answers, chat.Template, chat.Unit) : default);
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public async Task Each_answer_can_be_a_document_of_its_own()
    {
        var run = await RunAsync(["loss"], [.. Talk("a", "Who?", "Me.", "And?", "He."), .. Talk("b", "Why?", "So.")], settings => settings with { ChatUnit = ChatUnit.Turn });
        Assert.Equal(
            [("a#2", "a", "Who?\nMe."), ("a#4", "a", "Who?\nMe.\nAnd?\nHe."), ("b#2", "b", "Why?\nSo.")],
            store.ReadDocuments(run).Select(document => (document.Id, document.Group ?? "", store.FindText(document.Facts.Hash) ?? "")));
        Assert.Equal(["Me.", "He.", "So."], store.ReadEvidence(run).Select(entry => Spelled(entry.Evidence["target/plain"].Tokens)));
    }

    [Fact]
    public async Task An_id_of_an_answer_that_another_document_has_is_a_defect()
    {
        var run = await RunAsync(["loss"], [.. Talk("a", "Who?", "Me."), .. Talk("a#2", "?", "x")], settings => settings with { ChatUnit = ChatUnit.Turn });
        Assert.Equal(["a#2", "a#2#2"], store.ReadDocuments(run).Select(document => document.Id));
        Assert.Empty(store.ReadDefects(run));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_text_and_an_answer_of_one_id_do_not_both_get_into_a_run(bool textFirst)
    {
        var text = $"{folder.Path}/text.jsonl";
        await File.WriteAllTextAsync(text, """{"id": "a#2", "text": "A text."}""");
        RunSettings Both(RunSettings settings) => settings with
        {
            ChatUnit = ChatUnit.Turn,
            Corpora = textFirst ? [new CorpusSource(text), .. settings.Corpora] : [.. settings.Corpora, new CorpusSource(text)],
        };
        var run = await RunAsync(["loss"], Talk("a", "Who?", "Me.", "And?", "He."), Both);
        Assert.Equal(["a#2", "a#4"], store.ReadDocuments(run).Select(document => document.Id));
        Assert.Contains("the id 'a#2' was used before", Assert.Single(store.ReadDefects(run)).Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(["loss"], Talk("a", "Who?", "Me.", "And?", "He."), settings => Both(settings) with { Strict = true }));
    }

    [Theory]
    [InlineData("""{"id": "s", "messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}, {"role": "user", "content": "And?"}]}""")]
    [InlineData("""{"id": "s", "messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}]}""")]
    [InlineData("""{"id": "s", "messages": [{"role": "system", "content": "Hm."}, {"role": "user", "content": "who? "}, {"role": "assistant", "content": "ME.", "weight": 0}, {"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]}""")]
    [InlineData("""{"id": "s", "text": "Me."}""")]
    [InlineData("""{"id": "s", "messages": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "A text."}]}""")]
    public async Task What_stands_among_the_shots_is_not_under_test(string shot)
    {
        await File.WriteAllTextAsync($"{folder.Path}/text.jsonl", """{"id": "t", "text": "A text."}""");
        await File.WriteAllTextAsync($"{folder.Path}/shots.jsonl", shot);
        foreach (var unit in Enum.GetValues<ChatUnit>())
        {
            var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(
                ["recall(shots=1)"],
                Talk("a", "Who?", "Me.", "And?", "He."),
                settings => settings with { ChatUnit = unit, Corpora = [.. settings.Corpora, new CorpusSource($"{folder.Path}/text.jsonl")], Shots = [new CorpusSource($"{folder.Path}/shots.jsonl")] }));
            Assert.Contains("(shot 's')", error.Message, StringComparison.Ordinal);
            Assert.StartsWith("1 documents under test are also among the shots", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Another question, or only a turn of the user.</summary>
    [Theory]
    [InlineData("""{"id": "s", "messages": [{"role": "user", "content": "Who is it?"}, {"role": "assistant", "content": "Me."}]}""")]
    [InlineData("""{"id": "s", "messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "You."}]}""")]
    public async Task A_shot_that_shares_a_question_or_an_answer_alone_is_allowed(string shot)
    {
        await File.WriteAllTextAsync($"{folder.Path}/shots.jsonl", shot);
        var run = await RunAsync(
            ["recall(shots=1)"],
            Talk("a", "Who?", "Me.", "And?", "He."),
            settings => settings with { ChatUnit = ChatUnit.Turn, Shots = [new CorpusSource($"{folder.Path}/shots.jsonl")] });
        Assert.Equal(2, store.ReadDocuments(run).Count());
    }

    [Fact]
    public async Task A_run_goes_on_and_a_text_that_was_not_kept_is_read_again()
    {
        using var stop = new CancellationTokenSource();
        var settings = Settings([.. Talk("a", "Who?", "Me."), .. Talk("b", "Why?", "So.")]) with { Attacks = ["loss"], KeepText = false };
        var runner = Runner();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(settings, stop.Token));
        var run = await Runner().ResumeAsync(1, default);
        Assert.Equal(["Me.", "So."], store.ReadEvidence(run).Select(entry => Spelled(entry.Evidence["target/plain"].Tokens)));
        Assert.Equal(RunStatus.Finished, store.FindRun(run)?.Status);
        Assert.Null(store.FindText(store.ReadDocuments(run).First().Facts.Hash));
    }

    [Fact]
    public async Task A_conversation_that_cannot_be_put_together_fails_with_the_reason_and_the_others_are_scored()
    {
        var failing = new ScriptedModelProvider(new ScriptedModel("target")) { Template = new ConversationRenderer(new NoUser()) };
        var runner = new ProbeRunner(store, failing, new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>());
        var run = await runner.RunAsync(Settings([.. Talk("a", "Who?", "Me."), """{"id": "b", "messages": [{"role": "assistant", "content": "So."}]}"""]) with { Attacks = ["loss"] }, default);
        Assert.Contains("leaves out or moves turn 1 (user)", store.ReadFailures(run).Single(failure => failure.Document == "a").Reason, StringComparison.Ordinal);
        Assert.Equal((2L, 1L, 1L), store.FindRun(run) is { } record ? (record.Counts.Documents, record.Counts.Scored, record.Counts.Failed) : default);
        Assert.Equal("So.", Spelled(store.ReadEvidence(run).Single(entry => entry.Document.Id == "b").Evidence["target/plain"].Tokens));
    }

    [Fact]
    public async Task An_answer_is_a_window_after_all_that_precedes_it()
    {
        var settings = Settings([.. Talk("a", "Who?", "Me it is.", "And he?", "He."), .. Talk("b", "Why?", "So be it.")]) with
        {
            Task = new ExtractionTask(new ExtractionSettings { PrefixTokens = 2, SuffixTokens = 4 }),
        };
        var run = await Runner().RunAsync(settings, default);
        var windows = store.ReadWindows(run, 0).Concat(store.ReadWindows(run, 1)).Where(window => window.Request == "target/window").ToList();
        Assert.Equal([(0, 5, 9), (0, 5, 9)], windows.Select(window => (window.Place.Start, window.Place.SuffixStart, window.Place.SuffixEnd)));
        Assert.Equal(["Me i", "So b"], windows.Select(window => Spelled(window.Scores.Tokens)));
        var evaluation = ExtractionEvaluation.Find(store, run);
        Assert.Contains("when given all that precedes them in the conversation", evaluation is null ? "" : ExtractionStatement.Of(evaluation.Documents[0], new ExtractionSettings()), StringComparison.Ordinal);
        Assert.Equal((2L, 3L), evaluation?.Chat is { } chat ? (chat.Records, chat.Answers) : default);
    }

    [Theory]
    [InlineData("UPDATE documents SET mask = 'c4 s29'", "what of it is scored")]
    [InlineData("UPDATE documents SET mask = NULL", "lengths are not those that were kept")]
    public async Task Another_mask_is_noticed(string forgery, string problem)
    {
        await RunAsync(["loss"], Talk("a", "Who?", "Me it is.", "And he?", "He is not."));
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.Path}/probe.db;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = forgery;
            command.ExecuteNonQuery();
        }

        Assert.Contains(store.Check().Problems, found => found.Contains(problem, StringComparison.Ordinal));
        Assert.Contains(store.Check().Problems, found => found.Contains("run 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_whose_answers_would_be_too_much_text_fails_as_a_whole_and_the_others_are_scored()
    {
        string[] many = [.. Enumerable.Range(0, 4000).Select(i => new string((char)('a' + (i % 26)), 100))];
        var run = await RunAsync(["loss"], [.. Talk("long", many), .. Talk("b", "Why?", "So.")], settings => settings with { ChatUnit = ChatUnit.Turn });
        Assert.Equal(
            "its 2,000 answers, each with all that precedes it, would be documents of 400,200,000 characters, and 268,435,456 are the most: "
            + "leave --chat-unit turn out, or cut the record into shorter ones",
            store.ReadFailures(run).Single(failure => failure.Document == "long" && failure.Request == "target/plain").Reason);
        Assert.Equal(["long", "b#2"], store.ReadDocuments(run).Select(document => document.Id));
        Assert.Equal((2L, 1L, 1L), store.FindRun(run) is { } record ? (record.Counts.Documents, record.Counts.Scored, record.Counts.Failed) : default);
    }

    [Fact]
    public async Task Runs_that_put_records_together_in_other_ways_are_not_compared_and_say_why()
    {
        string[] lines = [.. Talk("a", "Who?", "Me.", "And?", "He."), .. Talk("b", "Why?", "So.", "How?", "Thus.")];
        var (first, turns, again) = (await RunAsync(["loss"], lines), await RunAsync(["loss"], lines, settings => settings with { ChatUnit = ChatUnit.Turn }), await RunAsync(["loss"], lines));
        var error = Assert.Throws<ConfigurationException>(() => new RunComparer(store).Compare(first, turns));
        Assert.Contains(
            "because run 1 put chat records together by no template, each record a document and run 2 by no template, each answer a document", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new RunComparer(store).Compare(first, again).Warnings, warning => warning.Contains("Chat records", StringComparison.Ordinal));

        // A record of one answer is the same document either way.
        await File.WriteAllTextAsync($"{folder.Path}/one.jsonl", string.Concat(Talk("c", "Who?", "I.")) + "\n");
        RunSettings More(RunSettings settings) => settings with { Corpora = [.. settings.Corpora, new CorpusSource($"{folder.Path}/one.jsonl")] };
        var comparison = new RunComparer(store).Compare(
            await RunAsync(["loss"], lines, More), await RunAsync(["loss"], lines, settings => More(settings) with { ChatUnit = ChatUnit.Turn }));
        Assert.Equal(1, comparison.Pairing.Paired);
        Assert.Contains(comparison.Warnings, warning => warning.StartsWith("Chat records are not compared where their text differs: run 4 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_purge_takes_the_text_and_leaves_the_scores()
    {
        var run = await RunAsync(["loss"], Talk("a", "Who?", "Me."));
        store.Purge(null, "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.Null(store.FindText(store.ReadDocuments(run).Single().Facts.Hash));
        Assert.NotNull(store.ReadScores(run).Single().Score.Value);
        Assert.Empty(store.Check().Problems);
    }

    private static string[] Talk(string id, params string[] turns) =>
    [
        $$"""{"id": "{{id}}", "label": "member", "messages": [{{string.Join(", ", turns.Select((turn, i) => $$"""{"role": "{{(i % 2 == 0 ? "user" : "assistant")}}", "content": "{{turn}}"}"""))}}]}""",
    ];

    private static string Spelled(int[] tokens) => System.Text.Encoding.UTF8.GetString(Array.ConvertAll(tokens, token => (byte)token));

    private static LlmMiaProbe.Scoring.TokenScores Score(ScriptedScorer scorer, PreparedText text) =>
        scorer.ScoreAllAsync([text], default).ToBlockingEnumerable().Single().Scores ?? throw new InvalidOperationException("no scores");

    private RunSettings Settings(string[] lines)
    {
        File.WriteAllLines($"{folder.Path}/chat.jsonl", lines);
        return new RunSettings
        {
            Model = "target.gguf", Reference = "reference.gguf", Corpora = [new CorpusSource($"{folder.Path}/chat.jsonl")], Attacks = [], Resamples = 100, ChatTemplate = "none",
        };
    }

    private ProbeRunner Runner() => new(store, models, new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>());

    private Task<long> RunAsync(string[] attacks, string[] lines, Func<RunSettings, RunSettings>? change = null)
    {
        var settings = Settings(lines) with { Attacks = attacks };
        return Runner().RunAsync(change?.Invoke(settings) ?? settings, default);
    }

    private sealed class NoUser : IChatTemplate
    {
        public string Name => "no-user";

        public bool IsOwn => false;

        public string Sha256 => "";

        public string Render(IReadOnlyList<(string Role, string Content)> turns) => string.Concat(turns.Where(turn => turn.Role != "user").Select(turn => $"[{turn.Content}]"));
    }
}
