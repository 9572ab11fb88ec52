using System.Text;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Sample pools for attacks: made up text by text.</summary>
internal static class Pools
{
    private static readonly ModelFingerprint s_model = new(new string('a', 64));

    /// <summary>A pool of these texts; tokens are bytes of UTF-8.</summary>
    public static SamplePool Of(string beginning, string rest, string greedy, params IReadOnlyList<string> samples) => new(
        new SplitText(beginning, rest),
        Attempt(beginning, greedy, DecodingScheme.Greedy, 0),
        [.. samples.Select((sample, i) => Attempt(beginning, sample, DecodingScheme.Full, i))]);

    /// <summary>What follows the first half of a text: the second half each time if it is known by heart, else something else each time.</summary>
    public static SamplePool Of(string text, bool memorised)
    {
        var split = SplitText.Of(text, 0.5) ?? throw new ArgumentException("The text has fewer than two words.", nameof(text));
        string[] others = ["nothing of the kind", "a different thing, quite", "who knows"];
        return memorised
            ? Of(split.Beginning, split.Rest, split.Rest, split.Rest, split.Rest, split.Rest)
            : Of(split.Beginning, split.Rest, "it was a dark night", others);
    }

    /// <summary>As many words as tokens, for what must hold of any evidence; the log-probabilities say what is produced.</summary>
    public static SamplePool OfTokens(TokenScores scores)
    {
        var rest = string.Join(' ', scores.Tokens);
        var produced = string.Join(' ', scores.LogProb.Select(lp => (int)Math.Clamp(-lp, 0, 99)));
        return Of("Some", rest, produced, produced, rest);
    }

    private static Attempt Attempt(string prompt, string output, DecodingScheme scheme, int sample)
    {
        var request = new GenerationRequest(Bytes(prompt), 1000, scheme, 0, sample);
        return new Attempt(s_model, "scripted", prompt, new Continuation(request, Bytes(output), output, FinishReason.Stop), "0.0-test", default);
    }

    private static int[] Bytes(string text) => Array.ConvertAll(Encoding.UTF8.GetBytes(text), b => (int)b);
}
