using System.Reflection;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Tokenizers;

/// <summary>The byte-level BPE of OpenAI's models (cl100k_base, o200k_base), from vocabularies that come with the package.</summary>
public sealed class TiktokenTextTokenizer : ITextTokenizer
{
    private readonly TiktokenTokenizer _tokenizer;

    private TiktokenTextTokenizer(TiktokenTokenizer tokenizer, string encoding) =>
        (_tokenizer, Identity) = (tokenizer, $"{encoding} by Microsoft.ML.Tokenizers {Version}");

    /// <summary>Version of Microsoft.ML.Tokenizers that this was built with.</summary>
    public static string Version { get; } = typeof(TiktokenTextTokenizer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == "Microsoft.ML.Tokenizers")?.Value ?? "unknown";

    public string Identity { get; }

    /// <param name="model">The model's name at its endpoint, such as <c>gpt-4o-mini</c>.</param>
    /// <returns>Null for a model of another family, or of one whose vocabulary is not built in.</returns>
    public static TiktokenTextTokenizer? ForModel(string model)
    {
        try
        {
            return new TiktokenTextTokenizer(TiktokenTokenizer.CreateForModel(model), $"tokenizer of {model}");
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
            return new TiktokenTextTokenizer(TiktokenTokenizer.CreateForEncoding(encoding), encoding);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ConfigurationException($"There is no vocabulary '{encoding}': use cl100k_base or o200k_base.", e);
        }
    }

    public int Count(string text) => _tokenizer.CountTokens(text);

    public SplitText? Cut(string text, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        var end = _tokenizer.GetIndexByTokenCount(text, tokens, out _, out _);
        if (end > 0 && end < text.Length && char.IsLowSurrogate(text[end]))
        {
            end--;
        }

        return end > 0 && end < text.Length ? new SplitText(text[..end], text[end..]) : null;
    }
}
