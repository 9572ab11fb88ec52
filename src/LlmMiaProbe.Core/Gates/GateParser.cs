using System.Globalization;

namespace LlmMiaProbe.Gates;

/// <summary>
/// Reads <c>gate = measure [".low" | ".high"] ["(" argument {"," argument} ")"] ("&gt;" | "&gt;=" | "&lt;" | "&lt;=") number</c> by
/// recursive descent.
/// </summary>
internal sealed class GateParser(string text)
{
    private const int LongestShown = 200;

    private readonly List<GateToken> _tokens = GateTokens.Of(text);
    private int _next;

    private GateToken Current => _tokens[_next];

    /// <exception cref="ConfigurationException">The text is no gate.</exception>
    public Gate Parse()
    {
        var quantity = ParseQuantity();
        var relation = Current.Kind == GateTokenKind.Relation && GateRelationText.Find(Current.Text) is { } known
            ? known
            : throw Expected("one of >, >=, <, <=");
        _next++;
        var threshold = ParseNumber("a number");
        return Current.Kind == GateTokenKind.End
            ? new Gate(quantity, relation, threshold)
            : throw Expected("nothing more; a further gate takes a --fail-if of its own");
    }

    private GateQuantity ParseQuantity()
    {
        var name = Take(GateTokenKind.Word, $"a measure: {string.Join(", ", GateMeasure.All.Select(m => m.Name))}");
        var (measure, bound) = Resolve(name);
        var quantity = new GateQuantity(measure) { Bound = bound };
        if (measure.Arguments.Count == 0)
        {
            return quantity;
        }

        _ = Take(GateTokenKind.Open, $"'(', as in {measure.Form}");
        foreach (var (argument, i) in measure.Arguments.Select((argument, i) => (argument, i)))
        {
            if (i > 0)
            {
                _ = Take(GateTokenKind.Comma, $"',', as in {measure.Form}");
            }

            quantity = argument switch
            {
                GateArgument.Attack => quantity with { Attack = ParseAttack() },
                GateArgument.Level => quantity with { Level = ParseLevel(measure) },
                _ => quantity with { Word = ParseWord(measure) },
            };
        }

        _ = Take(GateTokenKind.Close, $"')', as in {measure.Form}");
        return quantity;
    }

    private (GateMeasure Measure, GateBound Bound) Resolve(GateToken name)
    {
        foreach (var measure in GateMeasure.All)
        {
            if (name.Text == measure.Name)
            {
                return (measure, GateBound.Value);
            }

            foreach (var bound in new[] { GateBound.Low, GateBound.High })
            {
                if (name.Text == $"{measure.Name}.{bound.ToString().ToLowerInvariant()}")
                {
                    return measure.HasBounds
                        ? (measure, bound)
                        : throw Wrong(name, $"{measure.Name} has no interval, so only its value can be tested: {measure.Form}");
                }
            }
        }

        var names = GateMeasure.All.SelectMany(m => m.HasBounds ? new[] { m.Name, $"{m.Name}.low", $"{m.Name}.high" } : [m.Name]);
        throw Wrong(
            name,
            $"there is no measure '{Shown(name.Text)}'"
            + (NearestName.Find(name.Text, names) is { } nearest
                ? $"; did you mean '{nearest}'?"
                : $"; expected one of {string.Join(", ", GateMeasure.All.Select(m => m.Name))}"));
    }

    private GatedAttack ParseAttack()
    {
        var first = Take(GateTokenKind.Word, "the id of an attack, such as loss or min-k(k=0.2)");
        var end = first.End;
        if (Current.Kind == GateTokenKind.Open)
        {
            _next++;
            while (Current.Kind is GateTokenKind.Word or GateTokenKind.Number or GateTokenKind.Equal or GateTokenKind.Comma)
            {
                _next++;
            }

            end = Take(GateTokenKind.Close, "')' after the attack's parameters").End;
        }

        try
        {
            return GatedAttack.Parse(text[first.At..end]);
        }
        catch (ConfigurationException e)
        {
            throw Wrong(first, e.Message.TrimEnd('.'));
        }
    }

    private double ParseLevel(GateMeasure measure)
    {
        var token = Current;
        var level = ParseNumber($"one of {Levels(measure)}");
        return measure.Levels.Contains(level) ? level : throw Wrong(token, $"{measure.Name} is known at {Levels(measure)} only");
    }

    private string ParseWord(GateMeasure measure)
    {
        var expected = $"one of {string.Join(", ", measure.Words)}";
        var token = Take(GateTokenKind.Word, expected);
        return measure.Words.Contains(token.Text) ? token.Text : throw Wrong(token, $"expected {expected}");
    }

    private double ParseNumber(string expected)
    {
        var token = Take(GateTokenKind.Number, expected);
        if (token.Text.EndsWith('%'))
        {
            throw Wrong(token, "expected a number without a percent sign: 1% is 0.01");
        }

        return double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(token, "the number is too large");
    }

    private GateToken Take(GateTokenKind kind, string expected)
    {
        var token = Current;
        if (token.Kind != kind)
        {
            throw Expected(expected);
        }

        _next++;
        return token;
    }

    private ConfigurationException Expected(string what) => Wrong(Current, $"expected {what}");

    // One line, whatever the text holds.
    private ConfigurationException Wrong(GateToken token, string reason) => new(
        $"--fail-if '{Shown(text)}': at character {(token.At + 1).ToString(CultureInfo.InvariantCulture)} "
        + $"({(token.Kind == GateTokenKind.End ? "the end" : $"'{Shown(token.Text)}'")}) {Printable(reason)}{(reason.EndsWith('?') ? "" : ".")}");

    private static string Shown(string text)
    {
        var printable = Printable(text);
        return printable.Length <= LongestShown ? printable : printable[..LongestShown] + "…";
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static string Levels(GateMeasure measure) => measure.Placeholder(GateArgument.Level).Replace("|", ", ", StringComparison.Ordinal);
}

/// <summary>A word, number or sign of a gate.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters; empty at the end.</param>
/// <param name="At">0-based place of the first.</param>
internal readonly record struct GateToken(GateTokenKind Kind, string Text, int At)
{
    public int End => At + Text.Length;
}
