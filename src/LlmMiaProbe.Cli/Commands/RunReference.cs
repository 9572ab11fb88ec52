using System.Globalization;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>How a command names a run: by its number or by its name.</summary>
/// <param name="Text">As typed.</param>
internal readonly record struct RunReference(string Text)
{
    /// <summary>Whether the text could name a run of some store.</summary>
    public bool IsValid => Number is not null || StoredRuns.IsName(Text);

    private long? Number => long.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var run) && run > 0 ? run : null;

    /// <summary>Its number in a store. A number is taken as it is, whether there is such a run or not.</summary>
    /// <exception cref="ConfigurationException">No run has the name.</exception>
    public long In(IProbeStore store) => Number ?? store.RequireNamed(Text);
}
