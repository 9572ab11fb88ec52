using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>An option that takes a number and is no setting.</summary>
internal static class NumberOption
{
    /// <param name="name">Such as <c>--shards</c>.</param>
    /// <param name="description">One line.</param>
    /// <param name="minimum">Smallest allowed number, inclusive.</param>
    /// <param name="otherwise">The number if none is given.</param>
    public static Option<int> Whole(string name, string description, int minimum, int otherwise) =>
        Create(name, description, otherwise, result => Parse<int>(result, "a whole number", minimum, null) ?? minimum);

    /// <param name="name">Such as <c>--count</c>.</param>
    /// <param name="description">One line.</param>
    /// <param name="minimum">Smallest allowed number, inclusive.</param>
    /// <param name="maximum">Largest allowed number, inclusive; null for any.</param>
    public static Option<int?> WholeOrNone(string name, string description, int minimum, int? maximum = null) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Parse(result, "a whole number", minimum, maximum),
    };

    /// <inheritdoc cref="Whole"/>
    public static Option<double> Real(string name, string description, double minimum, double otherwise) =>
        Create(name, description, otherwise, result => Parse<double>(result, "a number", minimum, null) ?? minimum);

    private static Option<T> Create<T>(string name, string description, T otherwise, Func<ArgumentResult, T> parse) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => otherwise,
        CustomParser = parse,
    };

    private static T? Parse<T>(ArgumentResult result, string kind, T minimum, T? maximum)
        where T : struct, INumber<T>
    {
        var text = result.Tokens is [.., var last] ? last.Value : "";
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number)
            && number >= minimum && (maximum is not { } most || number <= most))
        {
            return number;
        }

        var name = (result.Parent as OptionResult)?.Option.Name;
        var allowed = maximum is null
            ? string.Create(CultureInfo.InvariantCulture, $"{kind} of at least {minimum}")
            : string.Create(CultureInfo.InvariantCulture, $"{kind} from {minimum} to {maximum}");
        result.AddError($"option {name}: '{text}' is not allowed; expected {allowed}");
        return null;
    }
}
