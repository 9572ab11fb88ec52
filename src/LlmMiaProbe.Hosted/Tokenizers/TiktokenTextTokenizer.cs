using System.Reflection;
using LlmMiaProbe.Models;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Hosted.Tokenizers;

/// <summary>The byte-level BPE of OpenAI's models, from vocabularies that come with the package.</summary>
public sealed class TiktokenTextTokenizer : ITextTokenizer
{
    // The token that ends a text has another number in each vocabulary; gpt-oss has the tokens of o200k_base.
    private static readonly IReadOnlyDictionary<int, string> s_encodings = new Dictionary<int, string>
    {
        [199_999] = "o200k_base",
        [100_257] = "cl100k_base",
        [50_256] = "r50k_base",
    };

    private const string End = "<|endoftext|>";

    private readonly TiktokenTokenizer _tokenizer;

    private readonly OrdinaryText _text;

    private TiktokenTextTokenizer(TiktokenTokenizer tokenizer, string encoding) =>
        (_tokenizer, _text, Encoding) = (tokenizer, new OrdinaryText(tokenizer, encoding), encoding);

    /// <summary>Version of Microsoft.ML.Tokenizers that this was built with.</summary>
    public static string Version { get; } =
        typeof(TiktokenTextTokenizer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(entry => entry.Key == "Microsoft.ML.Tokenizers")?.Value ?? "unknown";

    /// <summary>The vocabularies that are built in, by the names that tiktoken gives them.</summary>
    public static IReadOnlyList<string> Encodings { get; } = [.. s_encodings.Values];

    /// <summary>Name of its vocabulary.</summary>
    public string Encoding { get; }

    public string Description => $"{ITextTokenizer.CountedWith}{Encoding} (Microsoft.ML.Tokenizers {Version})";

    /// <summary>The tokenizer that the settings name, else that of the model; null if it is of no tiktoken family.</summary>
    /// <param name="endpoint">Where the model is.</param>
    /// <param name="reportedModel">The name that it answers with.</param>
    /// <exception cref="ConfigurationException">The settings name a vocabulary that there is not.</exception>
    public static TiktokenTextTokenizer? Find(EndpointSettings endpoint, string reportedModel) => endpoint.Tokenizer is { } encoding
        ? ForEncoding(encoding)
        : ForModel(reportedModel) ?? ForModel(endpoint.Model);

    /// <param name="model">The model's name at its endpoint, such as <c>gpt-4o-mini</c>; a vendor may stand before it.</param>
    /// <returns>Null for a model of another family, or of one whose vocabulary is not built in.</returns>
    public static TiktokenTextTokenizer? ForModel(string model)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        try
        {
            // The vocabulary of GPT-2 goes by two names.
            if (name == "gpt2" || name.StartsWith("gpt2-", StringComparison.Ordinal))
            {
                return ForEncoding("r50k_base");
            }

            var tokenizer = TiktokenTokenizer.CreateForModel(name);
            return s_encodings.GetValueOrDefault(tokenizer.SpecialTokens?.GetValueOrDefault(End) ?? 0) is { } encoding
                ? new TiktokenTextTokenizer(tokenizer, encoding)
                : null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="encoding">One of <see cref="Encodings"/>.</param>
    /// <exception cref="ConfigurationException">There is no such vocabulary.</exception>
    public static TiktokenTextTokenizer ForEncoding(string encoding) => Encodings.Contains(encoding)
        ? new TiktokenTextTokenizer(TiktokenTokenizer.CreateForEncoding(encoding), encoding)
        : throw new ConfigurationException($"There is no vocabulary '{encoding}': use one of {string.Join(", ", Encodings)}.");

    /// <summary>Its tokens one by one, to cut windows between them; the caller's.</summary>
    public ITokenizer OpenTokens() => new TiktokenTokens(Encoding, _tokenizer, _text);

    public int Count(string text) => _text.Count(text);

    public SplitText? Cut(string text, double share) => Count(text) * share is >= 1 and var tokens ? CutAfter(text, (int)tokens) : null;

    /// <summary>Cuts after at most so many tokens, at least 1.</summary>
    internal SplitText? CutAfter(string text, int tokens)
    {
        var end = _text.IndexAfter(text, tokens);
        if (end > 0 && end < text.Length && char.IsLowSurrogate(text[end]))
        {
            end--;
        }

        return end > 0 && end < text.Length ? new SplitText(text[..end], text[end..]) : null;
    }
}
