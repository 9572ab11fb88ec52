namespace LlmMiaProbe.Testing.Gguf;

/// <summary>A GPT-2 style byte-level vocabulary: 256 byte tokens, merges of the most ordinary letter pairs and longer, special tokens last.</summary>
public sealed class ByteLevelVocabulary
{
    private readonly List<string> _tokens = [];
    private readonly List<string> _merges = [];

    /// <param name="size">Tokens in all, at least 258: 256 bytes, BOS and EOS.</param>
    public ByteLevelVocabulary(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 258);
        for (int value = 0; value < 256; value++)
        {
            _tokens.Add(Character(value).ToString());
        }

        AddMerges(size - 2);
        Bos = _tokens.Count;
        _tokens.Add("<|startoftext|>");
        Eos = _tokens.Count;
        _tokens.Add("<|endoftext|>");
    }

    public IReadOnlyList<string> Tokens => _tokens;

    public IReadOnlyList<string> Merges => _merges;

    public int Bos { get; }

    public int Eos { get; }

    /// <summary>1 for a normal token, 3 for a control token.</summary>
    public IReadOnlyList<int> TokenTypes => [.. _tokens.Select((_, id) => id >= Bos ? 3 : 1)];

    /// <summary>The printable character that stands for a byte in GPT-2's vocabulary.</summary>
    public static char Character(int value)
    {
        if (value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF))
        {
            return (char)value;
        }

        int rank = value switch
        {
            <= ' ' => value,
            <= 0xA0 => value - 0x7F + 33,
            _ => 33 + 34,
        };
        return (char)(256 + rank);
    }

    // Each round joins every token of the last round with every letter, so merges only build on tokens that exist.
    private void AddMerges(int size)
    {
        const string Letters = "etaoinshrdlucmfwypvbgkqjxz";
        string space = Character(' ').ToString();
        List<string> last = [space, .. Letters.Select(letter => letter.ToString())];
        HashSet<string> known = new(_tokens, StringComparer.Ordinal);
        while (_tokens.Count < size)
        {
            List<string> joined = [];
            foreach (char letter in Letters)
            {
                foreach (string left in last)
                {
                    string token = left + letter;
                    if (_tokens.Count < size && known.Add(token))
                    {
                        _tokens.Add(token);
                        _merges.Add($"{left} {letter}");
                        joined.Add(token);
                    }
                }
            }

            last = joined;
        }
    }
}
