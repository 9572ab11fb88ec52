namespace LlmMiaProbe;

/// <summary>A list written as one text.</summary>
public static class ListText
{
    /// <summary>Splits at commas outside parentheses (<c>loss, min-k(k=0.2,m=1)</c> has two elements) and drops empty elements.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var elements = new List<string>();
        var (start, depth) = (0, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == ',' && depth == 0))
            {
                var element = text[start..at].Trim();
                if (element.Length > 0)
                {
                    elements.Add(element);
                }

                start = at + 1;
            }
            else if (text[at] == '(')
            {
                depth++;
            }
            else if (text[at] == ')')
            {
                depth = Math.Max(0, depth - 1);
            }
        }

        return elements;
    }
}
