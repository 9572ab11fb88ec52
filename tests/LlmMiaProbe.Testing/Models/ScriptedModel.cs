using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Testing.Models;

/// <summary>What a scripted scorer is told to be. Two models of different names predict differently.</summary>
public sealed record ScriptedModel(string Name)
{
    /// <summary>Ids below are tokens; the id itself is the BOS.</summary>
    public const int Bos = 256;

    public ScriptedTokenizer Tokenizer { get; init; } = ScriptedTokenizer.Bytes;

    public bool AddsBos { get; init; } = true;

    /// <summary>Tokens that one window feeds at most.</summary>
    public int ContextLength { get; init; } = 32;

    public int PreferredBatch { get; init; } = 4;

    /// <summary>Texts that the model predicts nearly with certainty, as a whole or in windows.</summary>
    public IReadOnlyCollection<string> Memorised { get; init; } = [];

    /// <summary>Texts that the tokenizer rejects, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts that cannot be scored, as a whole or in windows, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Failing { get; init; } = new Dictionary<string, string>();

    public ModelDescription Description => new()
    {
        Fingerprint = new ModelFingerprint(ContentHash.Of($"{Name} {Tokenizer} {AddsBos}").Hex),
        Name = $"{Name}.gguf",
        Architecture = "scripted",
        Quantization = "F32",
        Tokenizer = $"scripted {Tokenizer}",
        VocabularySize = Bos,
        ContextLength = ContextLength,
        ParameterCount = 1,
        FileSize = 1000,
        AddsBos = AddsBos,
    };
}
