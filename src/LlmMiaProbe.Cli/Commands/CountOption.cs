using System.CommandLine;
using System.Globalization;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>An option that takes a whole number of at least 1 and is no setting.</summary>
internal static class CountOption
{
    /// <param name="name">Such as <c>--shards</c>.</param>
    /// <param name="description">One line.</param>
    /// <param name="usual">The default.</param>
    public static Option<int> Create(string name, string description, int usual) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            {
                return count;
            }

            result.AddError($"option {name}: '{result.Tokens[0].Value}' is not allowed; expected a whole number of at least 1");
            return 0;
        },
        DefaultValueFactory = _ => usual,
    };
}
