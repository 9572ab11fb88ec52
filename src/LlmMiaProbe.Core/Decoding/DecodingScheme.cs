using System.Globalization;

namespace LlmMiaProbe.Decoding;

/// <summary>
/// How a next token is drawn from logits: divide by the temperature, keep the <see cref="TopK"/> likeliest tokens, then the
/// smallest set of the likeliest whose probability reaches <see cref="TopP"/>, and renormalise. Temperature 0 is greedy.
/// </summary>
/// <remarks>The order is that of the common Python samplers; llama.cpp's own sampler applies the temperature last.</remarks>
public sealed record DecodingScheme
{
    /// <summary>The model's own distribution: temperature 1, nothing cut off.</summary>
    public static DecodingScheme Full { get; } = new();

    /// <summary>Always the likeliest token, the smallest id on ties.</summary>
    public static DecodingScheme Greedy { get; } = new() { Temperature = 0 };

    /// <summary>At least 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Tokens that may be drawn, at least 1; null for all. On ties at the border the smaller ids stay.</summary>
    public int? TopK { get; init; }

    /// <summary>Probability that the kept tokens reach together, above 0 and at most 1; 1 keeps all.</summary>
    public double TopP { get; init; } = 1;

    public bool IsGreedy => Temperature == 0;

    /// <summary>Stable name such as <c>temperature=0.8,top-k=40</c>; part of evidence keys.</summary>
    public string Id => IsGreedy ? "greedy" : this == Full ? "full" : string.Join(',', Parts());

    public override string ToString() => Id;

    private IEnumerable<string> Parts()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"temperature={Temperature}");
        if (TopK is { } k)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"top-k={k}");
        }

        if (TopP < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"top-p={TopP}");
        }
    }
}
