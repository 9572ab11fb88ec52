namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>A text with a random secret that was planted in training data a known number of times, or never.</summary>
/// <param name="Id">Unique within its set.</param>
/// <param name="Repetitions">Copies planted; 0 for a control.</param>
/// <param name="Prefix">What precedes the secret.</param>
/// <param name="Secret">Drawn uniformly from all strings of its length over its alphabet.</param>
/// <param name="Suffix">What follows it.</param>
public sealed record Canary(string Id, int Repetitions, string Prefix, string Secret, string Suffix)
{
    public string Text => TextWith(Secret);

    /// <summary>The same carrier around another secret.</summary>
    public string TextWith(string secret) => Prefix + secret + Suffix;
}
