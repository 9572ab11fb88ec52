using LlmMiaProbe.Decoding;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>The long test of generation: what is drawn has the probability that is computed.</summary>
[Collection(NativeCollection.Name)]
public sealed class SamplingFrequencyTests(NativeLibraryFixture native)
{
    private const int Samples = 4000;
    private const int PromptTokens = 16;
    private const int SuffixTokens = 3;
    private static readonly DecodingScheme s_scheme = new() { Temperature = 0.9, TopK = 40 };

    [Fact]
    [Trait("Duration", "Long")]
    public async Task Exact_hits_are_as_frequent_as_the_probability_of_the_suffix_says()
    {
        using var generator = LlamaModels.OpenGenerator(native.Library, LabFiles.Target, Path.GetFileName, new LocalScorerOptions { Threads = 1 });
        var book = await File.ReadAllTextAsync(LabFiles.PathOf("time-machine.txt"));
        // Neither certain nor rare, so that a wrong distribution shows.
        var (window, probability) = Windows(generator, book).First(found => found.Probability is > 0.3 and < 0.7);
        var (prompt, suffix) = (window[..PromptTokens], window[PromptTokens..]);

        var requests = Enumerable.Range(0, Samples).Select(sample => new GenerationRequest(prompt, SuffixTokens, s_scheme, 11, sample)).ToArray();
        var outcomes = await GeneratorTests.GenerateAsync(generator, requests);
        var hits = outcomes.Count(outcome => outcome.Tokens.SequenceEqual(suffix));

        var interval = ClopperPearson.Of(hits, Samples, 0.999);
        Assert.InRange(probability, interval.Low, interval.High);
    }

    private IEnumerable<(int[] Window, double Probability)> Windows(LlamaGenerator generator, string book)
    {
        using var widened = WidenedModel.Create(native.Library, [LabFiles.Target], new FileInfo(LabFiles.Target).Length, threads: 1);
        using var model = native.Load(widened.Path, vocabularyOnly: false);
        using var context = model.CreateContext(ContextShape.ForOne(512, model.VocabularySize, 1, NumericPolicy.Exact));
        for (var start = 10_000; start < 60_000; start += 1000)
        {
            var window = generator.Tokenize(book.Substring(start, 600))[..(PromptTokens + SuffixTokens)];
            yield return (window, Probability(model, context, window));
        }
    }

    /// <summary>One pass over prompt and suffix, and the truncation written out once more.</summary>
    private static double Probability(ILlamaModel model, ILlamaContext context, int[] window)
    {
        int[] inputs = [model.BosToken ?? throw new InvalidOperationException("The lab's model has a BOS."), .. window[..^1]];
        context.Clear();
        for (var i = 0; i < inputs.Length; i++)
        {
            context.Add(inputs[i], i, sequence: 0, output: i >= PromptTokens);
        }

        var rows = context.Decode();
        var probability = 1.0;
        for (var t = 0; t < SuffixTokens; t++)
        {
            var kept = rows[t].ToArray().Select((logit, token) => (logit, token)).OrderByDescending(pair => pair.logit).Take(s_scheme.TopK ?? 0).ToList();
            var weight = kept.Where(pair => pair.token == window[PromptTokens + t]).Sum(pair => Math.Exp(pair.logit / s_scheme.Temperature));
            probability *= weight / kept.Sum(pair => Math.Exp(pair.logit / s_scheme.Temperature));
        }

        return probability;
    }
}
