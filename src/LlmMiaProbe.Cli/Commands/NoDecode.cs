using System.CommandLine;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The option of commands that can make their result of what a store holds.</summary>
internal static class NoDecode
{
    public static Option<bool> Option { get; } = new("--no-decode")
    {
        Description = "ask no model: take all answers from the store, or list those that it lacks",
    };

    public static Option<bool> MixedNumerics { get; } = new("--mixed-numerics")
    {
        Description = "with --no-decode: accept answers of one model that several engines or processors made",
    };

    /// <summary>Notes what is missing; null where the option is not given.</summary>
    /// <exception cref="ConfigurationException">Mixed numerics are accepted of a run that computes its own.</exception>
    public static MissingAnswers? Of(ParseResult parsed) => parsed.GetValue(Option) ? new MissingAnswers()
        : parsed.GetValue(MixedNumerics) ? throw new ConfigurationException("--mixed-numerics accepts what a store holds: add --no-decode, or leave it out.")
        : null;
}
