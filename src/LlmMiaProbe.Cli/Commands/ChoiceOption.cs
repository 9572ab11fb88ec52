using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>An option that allows a few words and is no setting.</summary>
internal static class ChoiceOption
{
    /// <param name="name">Such as <c>--format</c>.</param>
    /// <param name="description">One line.</param>
    /// <param name="choices">The allowed words, the first being the default.</param>
    public static Option<string> Create(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., var given] && !choices.Contains(given.Value, StringComparer.Ordinal))
            {
                result.AddError(
                    $"option {name}: '{given.Value}' is not allowed; expected {(choices.Length == 1 ? choices[0] : "one of " + string.Join(", ", choices))}");
            }
        });
        return option;
    }
}
