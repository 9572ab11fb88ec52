namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>The strings that secrets are drawn from: so many symbols out of an alphabet, each equally likely.</summary>
public sealed record SecretAlphabet
{
    private const int LongestSecret = 256;

    private readonly string[] _symbols;

    /// <param name="symbols">2 to 256 different characters.</param>
    /// <param name="length">Symbols of a secret, 1 to 256.</param>
    /// <exception cref="ConfigurationException">Alphabet or length is outside these bounds.</exception>
    public SecretAlphabet(string symbols, int length)
    {
        _symbols = [.. symbols.EnumerateRunes().Select(rune => rune.ToString())];
        (Symbols, Length) = (symbols, length);
        if (_symbols.Length is < 2 or > 256 || _symbols.Distinct(StringComparer.Ordinal).Count() != _symbols.Length)
        {
            throw new ConfigurationException($"The canary alphabet '{symbols}' must have 2 to 256 characters, each once, such as 0123456789.");
        }

        if (length is < 1 or > LongestSecret)
        {
            throw new ConfigurationException($"The length of a canary's secret is {length}; expected a whole number from 1 to {LongestSecret}.");
        }
    }

    public string Symbols { get; }

    public int Length { get; }

    public int SymbolCount => _symbols.Length;

    /// <summary>How many secrets there are, log2.</summary>
    public double Bits => Length * Math.Log2(SymbolCount);

    internal string this[int index] => _symbols[index];

    /// <summary>Whether a text could have been drawn.</summary>
    public bool Holds(string secret)
    {
        var runes = secret.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        return runes.Count == Length && runes.TrueForAll(rune => Array.IndexOf(_symbols, rune) >= 0);
    }

    /// <exception cref="ConfigurationException">There are not so many different secrets beside the canary's own.</exception>
    public void RequireReferences(int references)
    {
        if (Math.Pow(SymbolCount, Length) - 1 < references)
        {
            throw new ConfigurationException(
                $"{references} references cannot be drawn: there are only {Math.Pow(SymbolCount, Length):0} secrets of {Length} symbols out of {SymbolCount}; "
                + "ask for fewer references or longer secrets.");
        }
    }
}
