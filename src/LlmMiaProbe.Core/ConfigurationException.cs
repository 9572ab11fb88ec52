namespace LlmMiaProbe;

/// <summary>An option or setting is wrong. The message names it, where it came from and the allowed values.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : ProbeException(message, inner)
{
    /// <param name="problems">One sentence each; the message has a line of each.</param>
    public ConfigurationException(IReadOnlyList<string> problems)
        : this(string.Join('\n', problems)) => Problems = problems;

    /// <summary>One sentence each: a line end inside of one came from a name or a value.</summary>
    public IReadOnlyList<string> Problems { get; } = [message];
}
