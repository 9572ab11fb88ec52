using System.CommandLine;
using System.Globalization;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>An option that takes a whole number and is no setting.</summary>
internal static class WholeNumberOption
{
    /// <param name="name">Such as <c>--count</c>.</param>
    /// <param name="description">One line.</param>
    /// <param name="minimum">Smallest allowed number, inclusive.</param>
    /// <param name="maximum">Largest allowed number, inclusive.</param>
    public static Option<int?> Create(string name, string description, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result =>
        {
            var text = result.Tokens is [.., var last] ? last.Value : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            {
                return number;
            }

            result.AddError(
                string.Create(CultureInfo.InvariantCulture, $"option {name}: '{text}' is not allowed; expected a whole number from {minimum} to {maximum}"));
            return null;
        },
    };
}
