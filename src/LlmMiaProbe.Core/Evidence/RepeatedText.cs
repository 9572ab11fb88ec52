using System.Globalization;

namespace LlmMiaProbe.Evidence;

/// <summary>The text twice or more, a space between; a text already known gains less from the second reading.</summary>
internal sealed record RepeatedText(int Times) : TextVariant(string.Create(CultureInfo.InvariantCulture, $"repeat({Times})"))
{
    public override string Apply(string text) => string.Join(' ', Enumerable.Repeat(text, Times));
}
