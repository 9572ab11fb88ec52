using System.Text;
using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class WindowScorerTests(NativeLibraryFixture native)
{
    private const string Text = "The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.";

    /// <summary>Golden/token-scores.json: computed in float64 by an implementation that shares no code with this one.</summary>
    [Theory]
    [InlineData("target")]
    [InlineData("base")]
    public async Task P_z_is_the_product_of_the_golden_token_probabilities(string model)
    {
        using var scorer = native.Open($"{model}.gguf");
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "token-scores.json")));
        foreach (var document in golden.RootElement.GetProperty("models").GetProperty(model).GetProperty("documents").EnumerateArray().Take(6))
        {
            var tokens = document.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()).ToArray();
            var (prefix, end) = (tokens.Length / 3, Math.Min(tokens.Length, (tokens.Length / 3) + 50));
            var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, scorer.PrepareWindow(tokens[..prefix], tokens[prefix..end], [])));
            var expected = Enumerable.Range(prefix, end - prefix).Sum(t => document.GetProperty("logprob")[t].GetDouble());
            Assert.Equal(expected, WindowMeasures.Of(scores).LogPz, (end - prefix) * 1e-4);
            Assert.Equal(Enumerable.Range(prefix, end - prefix).Select(t => document.GetProperty("top1")[t].GetInt32()), scores.Top1);
            Assert.Equal(Enumerable.Range(prefix, end - prefix).Select(t => document.GetProperty("rank")[t].GetInt32()), scores.Rank);
        }
    }

    [Theory]
    [InlineData(BosPolicy.Always)]
    [InlineData(BosPolicy.Never)]
    public async Task A_window_scores_like_the_end_of_the_text_whatever_was_scored_before(BosPolicy bos)
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { Bos = bos });
        var text = scorer.Prepare(Text);
        var whole = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, text));
        var windows = new[] { 1, 7, 12 }.Select(prefix => scorer.PrepareWindow(text.Tokens[..prefix], text.Tokens[prefix..], [])).ToArray();
        var forward = await NativeLibraryFixture.ScoreAsync(scorer, windows);
        var backward = await NativeLibraryFixture.ScoreAsync(scorer, [.. windows.Reverse()]);
        for (var i = 0; i < windows.Length; i++)
        {
            SameBits.Assert(forward[i], backward[^(i + 1)]);
            Assert.All(forward[i].LogProb.Zip(whole.LogProb[^forward[i].Count..]), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
            Assert.Equal(windows[i].Prefix.Length + windows[i].Tokens.Length - (bos == BosPolicy.Always ? 0 : 1), windows[i].InputTokens);
        }
    }

    [Fact]
    public async Task Schemes_are_scored_from_the_same_pass()
    {
        DecodingScheme[] schemes = [DecodingScheme.Full, DecodingScheme.Greedy, new() { TopK = 5 }, new() { Temperature = 0.5, TopP = 0.9 }];
        using var scorer = native.Open("target.gguf");
        var tokens = scorer.Tokenize(Text);
        var window = scorer.PrepareWindow(tokens[..6], tokens[6..], schemes);
        await foreach (var scored in scorer.ScoreAllAsync([window], CancellationToken.None))
        {
            var own = scored.Scores ?? throw new InvalidOperationException(scored.Failure);
            var (full, greedy, top, cool) = (scored.UnderSchemes[0], scored.UnderSchemes[1], scored.UnderSchemes[2], scored.UnderSchemes[3]);
            for (var t = 0; t < own.Count; t++)
            {
                Assert.Equal(own.LogProb[t], full.LogProb[t], 1e-5f);
                Assert.Equal(own.Entropy[t], full.Entropy[t], 1e-4f);
                Assert.Equal(own.Top1[t] == own.Tokens[t] ? 0 : float.NegativeInfinity, greedy.LogProb[t]);
                Assert.Equal(own.Rank[t] > 5, float.IsNegativeInfinity(top.LogProb[t]));
                Assert.True(float.IsNegativeInfinity(top.LogProb[t]) || top.LogProb[t] >= own.LogProb[t]);
                Assert.True(cool.Top1LogProb[t] > own.Top1LogProb[t]);
                Assert.Equal((own.Rank[t], own.Top1[t]), (cool.Rank[t], cool.Top1[t]));
            }
        }

        Assert.Equal(1 + schemes.Length, window.Schemes.Select(asked => asked.Key).Append(window.Key).Distinct().Count());
    }

    [Fact]
    public void Keys_tell_windows_from_texts_after_a_shared_prefix_and_long_windows_are_refused()
    {
        using var scorer = native.Open("target.gguf");
        var shared = scorer.PrepareAfter("The Time", " Traveller");
        Assert.NotEqual(shared.Key, scorer.PrepareWindow(shared.Prefix, shared.Tokens, []).Key);
        Assert.Contains("512", Assert.Throws<ModelException>(() => scorer.PrepareWindow(new int[400], new int[200], [])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The quick naïve café 🦄 مرحبا 文字\r\n\ttab\0end e\u0301 <s> <|endoftext|>")]
    [InlineData("   three spaces and a line\n\n\nend ")]
    public void Tokens_spell_the_text(string text)
    {
        using var scorer = native.Open("base.gguf");
        Assert.Equal(text, Encoding.UTF8.GetString([.. scorer.Tokenize(text).SelectMany(token => scorer.BytesOf(token).ToArray())]));
    }

    [Fact]
    public void Every_byte_token_spells_its_byte_and_control_tokens_spell_nothing()
    {
        using var scorer = native.Open("base.gguf");
        using var model = native.Load(LabFiles.PathOf("base.gguf"), vocabularyOnly: true);
        Assert.True(scorer.BytesOf(model.BosToken ?? 0).IsEmpty);
        var single = Enumerable.Range(0, scorer.Model.VocabularySize).Select(token => scorer.BytesOf(token)).Where(bytes => bytes.Length == 1).Select(bytes => bytes.Span[0]).ToHashSet();
        Assert.Equal(256, single.Count);
    }

    [Fact]
    public void Windows_of_a_book_are_the_text_at_their_place()
    {
        using var scorer = native.Open("base.gguf");
        var book = File.ReadAllText(LabFiles.PathOf("time-machine.txt"))[..20_000];
        var settings = new ExtractionSettings { StrideCharacters = 97 };
        var windows = new WindowPlanner(scorer, settings).Plan(book).ToList();
        Assert.InRange(windows.Count, 195, 207);
        foreach (var window in windows)
        {
            // A character that is cut at an end of the suffix is not in it.
            var (place, suffix) = (window.Place, Encoding.UTF8.GetString([.. window.Suffix.SelectMany(token => scorer.BytesOf(token).ToArray())]).Trim('\uFFFD'));
            Assert.Equal(suffix, book[place.SuffixStart..place.SuffixEnd]);
            // What the whole rest of the text would give, not only the slice that was tokenised.
            Assert.Equal(scorer.Tokenize(book[place.Start..Math.Min(book.Length, place.Start + 3000)])[..100], window.Prefix.Concat(window.Suffix));
        }
    }
}
