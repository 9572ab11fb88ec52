using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Attacks that need a word table, or target and reference together.</summary>
public sealed class WordsAndPairsTests : IDisposable
{
    private static readonly string[] s_texts =
    [
        "The committee met on a Tuesday and read the minutes of the last meeting aloud.",
        "Nobody could remember where the old brass key to the garden gate had gone.",
    ];

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_word_table_is_counted_without_a_model_and_serves_tag_tab()
    {
        var general = _scene.Write("general.txt", "The cat and the dog.\n\nThe key, and a gate.");
        var table = _scene.PathOf("words.json");
        var built = (await _scene.RunAsync("frequencies", "build", table, "--words", "--corpus", general)).AssertSucceeded();
        Assert.StartsWith($"{table}: 10 words of 2 documents, 7 different; sha256 ", built.Output, StringComparison.Ordinal);

        var result = (await _scene.ProbeAsync("--corpus", _scene.WriteCorpus(s_texts), "--word-frequencies", table, "--attacks", "tag-tab,loss", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(["tag-tab(k=4,first=0)", "loss"], result.GetProperty("attacks").EnumerateArray().Select(attack => attack.GetProperty("id").GetString()));
        Assert.All(await ScoresAsync(), score => Assert.True(score < 0));
    }

    [Fact]
    public async Task A_corpus_without_words_and_a_run_without_a_table_are_refused()
    {
        var empty = _scene.Write("none.txt", "... !!! ...");
        (await _scene.RunAsync("frequencies", "build", _scene.PathOf("w.json"), "--words", "--corpus", empty))
            .AssertFailed(3, $"There is no readable document with a word in {empty}: give at least one line, record or file with text.");
        (await _scene.ProbeAsync("--corpus", _scene.WriteCorpus(s_texts), "--attacks", "tag-tab"))
            .AssertFailed(2, "--attacks: tag-tab compares with how often words occur in general: add --word-frequencies FILE (made by 'mia-probe frequencies build --words'), or leave it out.");
    }

    [Fact]
    public async Task Both_models_together_are_planned_with_their_memory_run_and_scored_again_without_models()
    {
        string[] options = ["--reference", ProbeScene.Base, "--corpus", _scene.WriteCorpus(s_texts), "--attacks", "info-rmia,neighbourhood-reference(n=2)", "--output", "json"];
        var plan = (await _scene.ProbeAsync([.. options, "--dry-run"])).AssertSucceeded().Json;
        var passes = plan.GetProperty("passes").EnumerateArray().ToDictionary(pass => pass.GetProperty("role").GetString() ?? "");
        Assert.Equal(["divergence", "neighbours-2", "reference", "target"], passes.Keys.Order());
        Assert.Equal(passes["target"].GetProperty("memoryBytes").GetInt64() + passes["reference"].GetProperty("memoryBytes").GetInt64(), passes["divergence"].GetProperty("memoryBytes").GetInt64());

        var result = (await _scene.ProbeAsync(options)).AssertSucceeded().Json;
        Assert.Equal(plan.GetProperty("tokensToDecode").GetInt64(), result.GetProperty("counts").GetProperty("tokensDecoded").GetInt64());
        var before = await ScoresAsync();
        Assert.Equal(4, before.Count);
        (await _scene.RunAsync("rescore", "1", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(before, await ScoresAsync());
    }

    [Theory]
    [InlineData("info-rmia")]
    [InlineData("neighbourhood-reference")]
    public async Task A_reference_that_splits_text_differently_is_refused_before_anything_is_scored(string attack)
    {
        var other = _scene.PathOf("other.gguf");
        new RandomLlamaModel().Save(other);
        var outcome = await _scene.ProbeAsync("--reference", other, "--corpus", _scene.WriteCorpus(s_texts), "--attacks", attack);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("name a reference with the same tokenizer", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    private async Task<List<double>> ScoresAsync() =>
        [.. (await _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store)).AssertSucceeded().JsonLines.Select(line => line.GetProperty("score").GetDouble())];
}
