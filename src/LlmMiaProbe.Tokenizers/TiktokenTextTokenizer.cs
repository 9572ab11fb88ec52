using System.Reflection;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Tokenizers;

/// <summary>The byte-level BPE of OpenAI's models (cl100k_base, o200k_base), from vocabularies that come with the package.</summary>
public sealed class TiktokenTextTokenizer : ITextTokenizer
{
    private const string Large = "o200k_base";
    private const string Small = "cl100k_base";

    // The end of a text is token 100,257 of the small vocabulary and 199,999 of the large one; others are not built in.
    private const string End = "<|endoftext|>";
    private const int Between = 150_000;

    private readonly TiktokenTokenizer _tokenizer;

    private TiktokenTextTokenizer(TiktokenTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Version of Microsoft.ML.Tokenizers that this was built with.</summary>
    public static string Version { get; } = typeof(TiktokenTextTokenizer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == "Microsoft.ML.Tokenizers")?.Value ?? "unknown";

    public string Description => $"tokens counted with {(_tokenizer.SpecialTokens?.GetValueOrDefault(End) > Between ? Large : Small)} (Microsoft.ML.Tokenizers {Version})";

    /// <param name="model">The model's name at its endpoint, such as <c>gpt-4o-mini</c>; a vendor may stand before it.</param>
    /// <returns>Null for a model of another family, or of one whose vocabulary is not built in.</returns>
    public static TiktokenTextTokenizer? ForModel(string model)
    {
        try
        {
            return new TiktokenTextTokenizer(TiktokenTokenizer.CreateForModel(model[(model.LastIndexOf('/') + 1)..]));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="encoding">cl100k_base or o200k_base.</param>
    /// <exception cref="ConfigurationException">There is no such vocabulary.</exception>
    public static TiktokenTextTokenizer ForEncoding(string encoding)
    {
        try
        {
            return new TiktokenTextTokenizer(TiktokenTokenizer.CreateForEncoding(encoding));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ConfigurationException($"There is no vocabulary '{encoding}': use cl100k_base or o200k_base.", e);
        }
    }

    public int Count(string text) => _tokenizer.CountTokens(text);

    public SplitText? Cut(string text, double share) => Count(text) * share is >= 1 and var tokens ? CutAfter(text, (int)tokens) : null;

    /// <summary>Cuts after at most so many tokens, at least 1.</summary>
    internal SplitText? CutAfter(string text, int tokens)
    {
        var end = _tokenizer.GetIndexByTokenCount(text, tokens, out _, out _);
        if (end > 0 && end < text.Length && char.IsLowSurrogate(text[end]))
        {
            end--;
        }

        return end > 0 && end < text.Length ? new SplitText(text[..end], text[end..]) : null;
    }
}
