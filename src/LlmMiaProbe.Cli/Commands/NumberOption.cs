using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>An option that takes a number and is no setting.</summary>
internal static class NumberOption
{
    public static Option<int> Whole(string name, string description, int minimum, int otherwise) =>
        Create(name, description, "a whole number", minimum, () => otherwise);

    public static Option<int?> WholeOrNone(string name, string description, int minimum) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Parse(result, name, "a whole number", minimum),
    };

    public static Option<double> Real(string name, string description, double minimum, double otherwise) =>
        Create(name, description, "a number", minimum, () => otherwise);

    private static Option<T> Create<T>(string name, string description, string kind, T minimum, Func<T> otherwise)
        where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => otherwise(),
        CustomParser = result => Parse(result, name, kind, minimum),
    };

    private static T Parse<T>(ArgumentResult result, string name, string kind, T minimum)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number) && number >= minimum)
        {
            return number;
        }

        result.AddError($"option {name}: '{text}' is not allowed; expected {kind} of at least {minimum.ToString(null, CultureInfo.InvariantCulture)}");
        return minimum;
    }
}
