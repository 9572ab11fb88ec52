using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>Reads and checks the tokenizer part of a model's metadata by the rules of the pinned release.</summary>
internal sealed class GgufTokenizerReader
{
    private const string Prefix = "tokenizer.ggml.";
    private const string DefaultPreTokenizer = "default";
    private const int ControlType = 3;
    private const int LargestTypes = 64 * 1024 * 1024;

    private readonly GgufFile _file;
    private readonly string _model;
    private readonly string _preTokenizer;
    private readonly GgufTokenizerFamily _family;
    private readonly GgufArray _tokens;

    private GgufTokenizerReader(GgufFile file, GgufRelease release)
    {
        _file = file;
        GgufMetadata metadata = file.Metadata;
        _model = metadata.Text(Prefix + "model") ?? throw Lacks("model");
        if (_model == "bert")
        {
            throw new ModelException(
                $"{file.Name} has a WordPiece tokenizer, which belongs to embedding models: it predicts no next token, so there is nothing to score");
        }

        if (_model is "none" or "no_vocab")
        {
            throw new ModelException($"{file.Name} has no vocabulary, so no text can be turned into tokens: convert the model together with its tokenizer");
        }

        string preTokenizer = metadata.Text(Prefix + "pre") ?? "";
        _family = GgufTokenizerFamily.Find(_model, preTokenizer)
            ?? throw release.Unknown(file.Name, $"the tokenizer '{Quoted.Of(_model)}'", isElsewhere: false);
        bool isKnown = GgufTokenizerFamily.IsKnownPreTokenizer(preTokenizer);
        if (_model is "gpt2" or "hybriddna" or "whitespace" && (!isKnown || release.LackedPreTokenizers.Contains(preTokenizer)))
        {
            throw release.Unknown(file.Name, $"the pre-tokenizer '{Quoted.Of(preTokenizer)}'", isKnown);
        }

        // Its words are separated by spaces, on which every other byte-pair tokenizer of the release aborts.
        if (preTokenizer == "whitespace" && _model is "gpt2" or "hybriddna")
        {
            throw new ModelException(
                $"{file.Name} is damaged: the pre-tokenizer 'whitespace' does not go with the tokenizer '{_model}': convert the model again");
        }

        // Only byte-pair tokenizers look at the pre-tokenizer, and one of them overrides it.
        _preTokenizer = _model == "gemma4" ? _model
            : !_family.UsesMerges || preTokenizer.Length == 0 ? DefaultPreTokenizer
            : preTokenizer;
        _tokens = metadata.Array(Prefix + "tokens") ?? throw Lacks("tokens");
    }

    /// <exception cref="ModelException">The tokenizer is incomplete, inconsistent or unknown to the pinned release.</exception>
    public static GgufTokenizer Read(GgufFile file, GgufRelease release) => new GgufTokenizerReader(file, release).Read();

    private GgufTokenizer Read()
    {
        RequireArrays();
        GgufVocabulary vocabulary = GgufVocabulary.Read(_file, _tokens, Prefix + "tokens");
        GgufByteCoverage.Require(_file, _model, vocabulary);
        int? bos = NativeId("bos_token_id", _family.Bos, vocabulary.Size);
        int? eos = NativeId("eos_token_id", _family.Eos, vocabulary.Size);
        int? unknown = NativeId("unknown_token_id", _family.Unknown, vocabulary.Size);
        bool addsBos = (_file.Metadata.Bool(Prefix + "add_bos_token") ?? _family.AddsBos) || _family.ForcesBos;
        bool addsEos = _file.Metadata.Bool(Prefix + "add_eos_token") ?? _family.AddsEos;
        RequireToken(addsBos, bos, "adds a BOS token before every text", "bos_token_id");
        RequireToken(addsEos, eos, "adds an EOS token behind every text", "eos_token_id");
        RequireToken(_model == "t5", unknown, "needs a token for unknown words", "unknown_token_id");
        string digest = Digest(bos, addsEos ? eos : null, unknown);
        ReadOnlySpan<int> types = TokenTypes();
        int? ownBos = OwnId("bos_token_id", bos, types);
        int? ownEos = OwnId("eos_token_id", eos, types);
        return new GgufTokenizer($"{_model}/{_preTokenizer} sha256:{digest}", vocabulary.Size, addsBos && ownBos is not null, ownBos)
        {
            EosId = ownEos,
            MistakenEosId = ownEos is null ? eos : null,
            Doubts = [.. Doubts(addsBos, ownBos)],
            SpecialTokens = ControlTexts(vocabulary, types),
        };
    }

    private IEnumerable<string> Doubts(bool addsBos, int? bos)
    {
        if (addsBos && bos is null)
        {
            yield return $"{_file.Name} is to have a BOS token before every text and names none ({WhyNo("bos_token_id")}), which is impossible: "
                + "no token is put before texts.";
        }

        if (_family.UsesMerges && _model != "gemma4" && string.IsNullOrEmpty(_file.Metadata.Text(Prefix + "pre")))
        {
            yield return $"{_file.Name} names no pre-tokenizer ({WhyNo("pre")}), so llama.cpp cuts texts by a fallback that need not be the one of its "
                + "training: scores may be off. Convert the model again with a current llama.cpp.";
        }
    }

    private string WhyNo(string key) =>
        _file.Metadata.Contains(Prefix + key)
            ? $"its '{Prefix}{key}' is {(key == "pre" ? "empty" : "no token of its vocabulary")}"
            : $"it lacks '{Prefix}{key}'";

    private ReadOnlySpan<int> TokenTypes() => _file.Metadata.Array(Prefix + "token_type") is { } types
        ? MemoryMarshal.Cast<byte, int>(_file.ReadElements(types, Prefix + "token_type", LargestTypes))
        : [];

    private static List<string> ControlTexts(GgufVocabulary vocabulary, ReadOnlySpan<int> types)
    {
        List<string> texts = [];
        for (int id = 0; id < Math.Min(types.Length, vocabulary.Size); id++)
        {
            // Texts of one or two bytes would be found in every document.
            if (types[id] == ControlType && vocabulary.TextOf(id) is { Length: > 2 } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private void RequireArrays()
    {
        if (_tokens.ElementType != GgufValueType.Text || _tokens.Count == 0 || _tokens.Count > int.MaxValue)
        {
            throw new ModelException($"{_file.Name} is damaged: '{Prefix}tokens' is not a list of texts: copy or download it again");
        }

        RequireLength("token_type", GgufValueType.Int32);
        RequireLength("scores", GgufValueType.Float32, GgufValueType.Int32);
        RequireElements("suppress_tokens", GgufValueType.Int32);
        if (_model == "t5")
        {
            RequireElements("precompiled_charsmap", GgufValueType.Int8, GgufValueType.UInt8);
        }

        if (_family.UsesMerges && RequireElements("merges", GgufValueType.Text) is null && _preTokenizer != "kimi-k2")
        {
            throw Lacks("merges");
        }
    }

    private void RequireLength(string name, params GgufValueType[] elements)
    {
        if (RequireElements(name, elements) is { } array && array.Count < _tokens.Count)
        {
            throw new ModelException(FormattableString.Invariant(
                $"{_file.Name} is damaged: '{Prefix}{name}' has {array.Count:N0} entries for {_tokens.Count:N0} tokens: copy or download it again"));
        }
    }

    private GgufArray? RequireElements(string name, params GgufValueType[] elements)
    {
        GgufArray? array = _file.Metadata.Array(Prefix + name);
        if (array is not null && !elements.Contains(array.ElementType))
        {
            throw new ModelException(
                $"{_file.Name} is damaged: '{Prefix}{name}' is a list of {array.ElementType.Name()} where {elements[0].Name()} is expected: "
                + "copy or download it again");
        }

        return array;
    }

    /// <summary>
    /// The id that the native tokenizer takes, but only if the file names it or marks its token as a control token: where neither is
    /// so, the release's built-in default is whatever token stands there, such as a comma.
    /// </summary>
    private int? OwnId(string name, int? native, ReadOnlySpan<int> types) =>
        native is { } id && (_file.Metadata.UInt32(Prefix + name) == id || (id < types.Length && types[id] == ControlType)) ? id : null;

    /// <summary>The id that the native tokenizer takes: the file's, else its own default.</summary>
    private int? NativeId(string name, int? byDefault, int size)
    {
        uint? own = _file.Metadata.UInt32(Prefix + name);
        if (own < size)
        {
            return (int)own.Value;
        }

        return byDefault < size ? byDefault : null;
    }

    private void RequireToken(bool needed, int? id, string reason, string name)
    {
        if (needed && id is null)
        {
            throw new ModelException($"{_file.Name} {reason} and does not say which: set '{Prefix}{name}' to a token of the vocabulary");
        }
    }

    private string Digest(int? bos, int? eos, int? unknown)
    {
        GgufMetadata metadata = _file.Metadata;
        string name = (metadata.Text("general.name") ?? "").ToLowerInvariant();
        string[] parts =
        [
            _model,
            _preTokenizer,
            _tokens.Digest,
            metadata.Array(Prefix + "token_type")?.Digest ?? "",
            _family.UsesScores ? metadata.Array(Prefix + "scores")?.Digest ?? "" : "",
            _family.UsesMerges ? metadata.Array(Prefix + "merges")?.Digest ?? "" : "",
            _model == "t5" ? metadata.Array(Prefix + "precompiled_charsmap")?.Digest ?? "" : "",
            Number(bos),
            Number(eos),
            Number(unknown),
            Flag(metadata.Bool(Prefix + "add_space_prefix") ?? _family.AddsSpace),
            Flag(_model == "t5" && (metadata.Bool(Prefix + "remove_extra_whitespaces") ?? false)),
            Flag(_model == "whitespace" && _preTokenizer != "whitespace" && (metadata.Bool(Prefix + "normalizer.lowercase") ?? true)),

            // The release strips spaces behind special tokens by the model's name.
            Flag(name.Contains("phi-3", StringComparison.Ordinal) || name.Contains("phi3", StringComparison.Ordinal)),
        ];
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return Convert.ToHexStringLower(hash.AsSpan(0, 8));
    }

    private static string Number(int? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Flag(bool value) => value ? "1" : "0";

    private ModelException Lacks(string name) =>
        new($"{_file.Name} lacks the key '{Prefix}{name}': it is not a complete model; convert it again with llama.cpp's own tools");
}
